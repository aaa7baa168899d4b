import type { Test } from 'tap'
import { everyOperation, type Operation } from '../routes/every-operation.ts'
import { someAtTurn } from '../support/thorough.ts'
import { beginUpload, type Caller, type Found, type MatrixStage, openMatrix, uploader } from './cases.ts'
import { expected, publishedAct, statusOf } from './expectations.ts'
import { leaksIn } from './leaks.ts'
import { type Remit, remitOfOperations } from './remit-of-operations.ts'
import { nowhere, onEach, send, told } from './replies.ts'

const acts = everyOperation.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
/** What bars an act by the state: the conflict, or what it names not being there; a fact that stands is told again. */
const whenBarred = [200, 404, 409, 422]

/** Walks every act × every caller in these states; what the published table does not allow must change nothing. */
export async function walkActs(t: Test, stages: readonly MatrixStage[]): Promise<void> {
  const { world, callers, reach } = await openMatrix(t)
  const upload = await beginUpload(world)
  const absences = new Map<string, Promise<string>>()
  const refusals = new Map<string, string>()
  const counted = { walked: 0, tried: 0, allowed: 0 }

  const attempt = (operation: Operation, { ground }: Remit, found: Found['found'], { client }: Caller) =>
    send(operation, found, client, path => (ground === 'upload' && found !== nowhere ? upload : path))

  const deviationOf = async (operation: Operation, remit: Remit, one: Found, caller: Caller) => {
    const wanted = expected(remit, caller, one)
    if (wanted === 'allowed') {
      counted.allowed += 1
      return undefined
    }
    counted.tried += 1
    const answer = await attempt(operation, remit, one.found, caller)
    const place = `${operation.id} ${caller.name}: ${answer.status} ${answer.body.code ?? ''}`
    const asWanted = wanted === 'barred' ? whenBarred.includes(answer.status) : answer.status === statusOf[wanted]
    if (!asWanted) return `${place}: expected ${wanted}`
    const key = `${operation.id} ${caller.name}`
    if (wanted === 'absent') {
      const absence = absences.get(key) ?? attempt(operation, remit, nowhere, caller).then(told)
      absences.set(key, absence)
      if (told(answer) !== (await absence)) return `${place}: hidden ${told(answer)} is not absent ${await absence}`
    }
    const reads = publishedAct(remit.ground === 'violation' ? 'violation-reading' : 'referral-reading').roles
    if (wanted === 'refused' && !reads.includes(caller.role)) {
      const first = refusals.get(key) ?? told(answer)
      refusals.set(key, first)
      if (told(answer) !== first) return `${place}: otherwise in another state: ${told(answer)} and ${first}`
    }
    const leak = leaksIn(operation.id, answer, caller, one)
    return leak && `${place}: ${leak}`
  }

  for (const [from, stage] of stages.entries()) {
    await t.test(
      `${stage}: what the published table does not allow is refused and changes nothing (R-ACC-01, R-ACC-02, R-ACC-03)`,
      async t => {
        const one = await reach(stage)
        const before = await world.fingerprint()
        const deviations: string[] = []
        const attempts = acts.flatMap((operation, turn) =>
          someAtTurn(callers, from + turn).map(caller => ({ operation, caller })),
        )
        counted.walked += attempts.length
        await onEach(attempts, async ({ operation, caller }) => {
          const remit = remitOfOperations[operation.id]
          if (remit === undefined) throw new Error(`${operation.id} has no place in the matrix`)
          const wrong = await deviationOf(operation, remit, one, caller)
          if (wrong !== undefined) deviations.push(wrong)
        })
        t.strictSame(deviations, [])
        t.equal(await world.fingerprint(), before, 'nothing changed')
      },
    )
  }

  const kept = callers.find(({ name }) => name === uploader)
  t.equal(
    (await kept?.client.send('HEAD', upload, undefined, { headers: tus }))?.status,
    200,
    'the upload is as it was',
  )
  const { walked, tried, allowed } = counted
  t.comment(
    `${tried} acts refused and ${allowed} allowed: ${acts.length} acts, ${callers.length} callers, ${stages.length} states`,
  )
  t.equal(tried + allowed, walked)
  t.ok(tried > 10 * allowed)
}

const tus = { 'tus-resumable': '1.0.0' }
