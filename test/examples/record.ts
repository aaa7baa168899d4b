import type { Officer } from '../../examples/service/officer.ts'
import { createService } from '../../examples/service/service.ts'
import { createTokens } from '../../examples/service/tokens.ts'
import { readConfig } from '../../src/config.ts'
import { until } from '../support/until.ts'
import type { RunningService } from './running-service.ts'

type Content = { reportedPersons: { id?: string }[] }
type Violation = { id: string; status: string; content: Content; reporterId: string | null }
type Referral = {
  id: string
  violationId: string
  status: string
  content: Content
  versionNumber: number
  returns: { items: unknown }[]
  rejection: { reason: string } | null
  withdrawal: { reason: string } | null
}
type Decision = { track: string; outcome: string; status: string; instrument: unknown }
type Item = {
  title: string
  status: string
  digest: string
  copy: { kind: string } | null
  seal: unknown
  exclusion: { reason: string } | null
}

const clerk: Officer = { agency: 'kominfo', subject: 'clerk', roles: ['recorder', 'referrer'] }

/** Reads what Kominfo may read. */
export function readerOf({ url, dataDir }: RunningService) {
  const service = createService({ url, tokens: createTokens(readConfig({ DATA_DIR: dataDir })) })
  const read = async <Body>(path: string) => (await service.ask<Body>({ as: clerk, method: 'GET', path })).body

  async function all<Item>(path: string): Promise<Item[]> {
    const page = await read<{ items: Item[]; next: string | null }>(path)
    return page.next === null ? page.items : [...page.items, ...(await all<Item>(page.next))]
  }
  return { read, all }
}

/** All that the service has on record, but for ids and times: as text, in an order of its own. */
export async function readRecord(running: RunningService) {
  const { read, all } = readerOf(running)
  const referrals = await Promise.all(
    (await all<{ id: string }>('/v1/referrals?limit=200')).map(async ({ id }) => ({
      ...(await read<Referral>(`/v1/referrals/${id}`)),
      decisions: (await read<{ items: Decision[] }>(`/v1/referrals/${id}/decisions`)).items,
    })),
  )
  const violations = await Promise.all(
    (await all<{ id: string }>('/v1/violations?limit=200')).map(({ id }) => read<Violation>(`/v1/violations/${id}`)),
  )
  const evidence = await Promise.all(
    violations.map(({ id }) =>
      until(async () => {
        const items = await all<Item>(`/v1/violations/${id}/evidence?limit=200`)
        return items.every(({ status }) => status !== 'pending') ? items : undefined
      }),
    ),
  )
  return violations
    .map(({ id, status, content, reporterId }, n) => ({
      status,
      content: withoutIds(content),
      reported: reporterId !== null,
      evidence: evidence[n]
        ?.map(({ title, status, digest, copy, seal, exclusion }) =>
          [title, status, digest, copy?.kind, seal === null ? 'open' : 'sealed', exclusion?.reason].join(' / '),
        )
        .sort(),
      referrals: referrals
        .filter(({ violationId }) => violationId === id)
        .map(({ status, content, versionNumber, returns, rejection, withdrawal, decisions }) => ({
          status,
          versionNumber,
          content: withoutIds(content),
          returns: returns.map(({ items }) => items),
          rejection: rejection?.reason,
          withdrawal: withdrawal?.reason,
          decisions: decisions.map(({ track, outcome, status, instrument }) => ({
            track,
            outcome,
            status,
            instrument,
          })),
        })),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function withoutIds(content: Content) {
  return { ...content, reportedPersons: content.reportedPersons.map(({ id, ...person }) => person) }
}
