import { importJWK, jwtVerify } from 'jose'
import { openLocalIssuer } from '../src/auth/local-issuers.ts'
import { createTokenVerifier } from '../src/auth/token-verifier.ts'
import type { AgencyId } from '../src/domain/agencies.ts'
import { median } from './figures.ts'
import type { Extent } from './loads.ts'
import type { Row } from './report.ts'
import type { Stage } from './stage.ts'

const tokens = 2_000

/** (e) Checking an EdDSA token, one after the other: seen for the first time and remembered; beside the signature alone. */
export async function measureTokenCheck(stage: Stage, { rounds }: Extent): Promise<Row[]> {
  const { publicKey } = await openLocalIssuer(stage.dataDir, 'kasn' as AgencyId)
  const key = await importJWK(publicKey, 'EdDSA')
  const cold: number[] = []
  const cached: number[] = []
  const bare: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const presented: string[] = []
    for (let made = 0; made < tokens; made++) presented.push(await stage.tokenFor('kasn', 'case-officer'))
    const verifier = createTokenVerifier({ ...stage, mode: 'development' })
    await verifier.loadKeys()
    const times = [
      await microsecondsEach(presented, token => verifier.verify(token)),
      await microsecondsEach(presented, token => verifier.verify(token)),
      await microsecondsEach(presented, token => jwtVerify(token, key)),
    ]
    if (round === 0) continue
    for (const [index, series] of [cold, cached, bare].entries()) series.push(times[index] ?? Number.NaN)
  }
  return [row('(e) token check, first time', cold, bare), row('(e) token check, remembered', cached, bare)]
}

async function microsecondsEach(
  presented: readonly string[],
  check: (token: string) => Promise<unknown>,
): Promise<number> {
  const began = performance.now()
  for (const token of presented) await check(token)
  return ((performance.now() - began) * 1000) / presented.length
}

function row(what: string, ours: readonly number[], bare: readonly number[]): Row {
  const show = (values: readonly number[]) => `${Math.round(1e6 / median(values))}/s; ${median(values).toFixed(1)} µs`
  return [
    what,
    show(ours),
    `${show(bare)} (signature and claims by jose)`,
    `${(median(bare) / median(ours)).toFixed(2)}×`,
    '–',
  ]
}
