import type { Officer } from '../../examples/service/officer.ts'
import { createService } from '../../examples/service/service.ts'
import { createTokens } from '../../examples/service/tokens.ts'
import { readConfig } from '../../src/config.ts'
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

const clerk: Officer = { agency: 'kominfo', subject: 'clerk', roles: ['recorder', 'referrer'] }

/** All that the service has on record, but for ids and times: as text, in an order of its own. */
export async function readRecord({ url, dataDir }: RunningService) {
  const service = createService({ url, tokens: createTokens(readConfig({ DATA_DIR: dataDir })) })
  const read = async <Body>(path: string) => (await service.ask<Body>({ as: clerk, method: 'GET', path })).body

  async function all<Item>(path: string): Promise<Item[]> {
    const page = await read<{ items: Item[]; next: string | null }>(path)
    return page.next === null ? page.items : [...page.items, ...(await all<Item>(page.next))]
  }

  const referrals = await Promise.all(
    (await all<{ id: string }>('/v1/referrals?limit=200')).map(async ({ id }) => ({
      ...(await read<Referral>(`/v1/referrals/${id}`)),
      decisions: (await read<{ items: Decision[] }>(`/v1/referrals/${id}/decisions`)).items,
    })),
  )
  const violations = await Promise.all(
    (await all<{ id: string }>('/v1/violations?limit=200')).map(({ id }) => read<Violation>(`/v1/violations/${id}`)),
  )
  return violations
    .map(({ id, status, content, reporterId }) => ({
      status,
      content: withoutIds(content),
      reported: reporterId !== null,
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
