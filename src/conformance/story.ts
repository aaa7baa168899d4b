import type { ReferralStatus } from '../domain/transitions.ts'
import type { Reply } from './exchange.ts'
import type { Caller, Said, Target } from './target.ts'

/** A finding that is complete. Nobody in it exists. */
export const finding = {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: 'Conformance: the account of an ASN liked a post that campaigns for a candidate.',
  occurredAt: '2023-11-29T09:30:00+07:00',
  knownAt: '2023-12-01T08:00:00+07:00',
  place: { onlineLocation: 'https://social.example/posts/88121' },
  suggestedCategory: 'PD-06',
  interaction: 'like',
  reportedPersons: [
    {
      identification: 'identified',
      name: 'Sari Wulandari, S.Pd.',
      employeeType: 'pns',
      nip: '198504122010012003',
      employer: 'Pemerintah Kabupaten Boyolali',
      personnelAuthority: 'boyolali',
    },
  ],
} as const

export type ReferralAct =
  | 'receipt'
  | 'acceptance'
  | 'return'
  | 'rejection'
  | 'resubmission'
  | 'withdrawal'
  | 'withdrawal-request'
  | 'assignment'
  | 'closure'

type How = {
  readonly method: 'PUT' | 'POST'
  readonly noun: string
  readonly by: 'intake' | 'referrer' | 'commissioner'
  readonly body?: unknown
}

const withdrawal = { reason: 'recorded-in-error', explanation: 'The account belongs to somebody else.' }

/** How each act is done. */
export const acts: Readonly<Record<ReferralAct, How>> = {
  receipt: { method: 'PUT', noun: 'receipt', by: 'intake' },
  acceptance: { method: 'PUT', noun: 'acceptance', by: 'intake' },
  return: {
    method: 'POST',
    noun: 'returns',
    by: 'intake',
    body: { items: [{ code: 'evidence', note: 'The account name is cut off.' }], dueOn: '2099-01-01' },
  },
  rejection: {
    method: 'PUT',
    noun: 'rejection',
    by: 'intake',
    body: { reason: 'outside-mandate', explanation: 'Not an ASN at the time.' },
  },
  resubmission: {
    method: 'POST',
    noun: 'resubmissions',
    by: 'referrer',
    body: { answers: [{ code: 'evidence', answer: 'A new capture shows it.' }] },
  },
  withdrawal: { method: 'PUT', noun: 'withdrawal', by: 'referrer', body: withdrawal },
  'withdrawal-request': { method: 'PUT', noun: 'withdrawal-request', by: 'referrer', body: withdrawal },
  assignment: {
    method: 'PUT',
    noun: 'assignment',
    by: 'commissioner',
    body: { officer: 'conformance-case-officer-1' },
  },
  closure: { method: 'PUT', noun: 'closure', by: 'referrer' },
}

const wayTo: Readonly<Partial<Record<ReferralStatus, readonly ReferralAct[]>>> = {
  sent: [],
  received: ['receipt'],
  returned: ['receipt', 'return'],
  accepted: ['receipt', 'acceptance'],
  'under-examination': ['receipt', 'acceptance', 'assignment'],
  rejected: ['receipt', 'rejection'],
  withdrawn: ['withdrawal'],
}

/** The states that a case is brought to here, and by which acts. */
export const reachable = Object.entries(wayTo) as [ReferralStatus, readonly ReferralAct[]][]

export type Cast = Readonly<Record<'recorder' | 'referrer' | 'intake' | 'commissioner' | 'stranger', Caller>>

/** Kominfo records and refers, KASN receives; Surakarta has nothing to do with any of it. */
export function castOf(target: Target): Cast {
  return {
    recorder: target.as('kominfo', 'recorder'),
    referrer: target.as('kominfo', 'referrer'),
    intake: target.as('kasn', 'intake-officer'),
    commissioner: target.as('kasn', 'commissioner'),
    stranger: target.as('surakarta', 'personnel-officer'),
  }
}

/** `words` are added to its description. */
export async function record({ recorder }: Cast, words = ''): Promise<string> {
  const told = { ...finding, eventDescription: `${finding.eventDescription} ${words}`.trim() }
  const { body } = succeeded(await recorder('POST', '/v1/violations', { body: told }), 'a violation is recorded')
  return `/v1/violations/${body.id}`
}

export async function document(cast: Cast, words?: string): Promise<string> {
  const path = await record(cast, words)
  await actOn(cast.recorder, 'PUT', `${path}/documentation`, path)
  return path
}

/** Brings a case to a state; gives the path of its referral. */
export async function reach(cast: Cast, status: ReferralStatus, words?: string): Promise<string> {
  const violation = await document(cast, words)
  const violationId = violation.split('/').at(-1)
  const { body } = succeeded(
    await cast.referrer('POST', '/v1/referrals', { body: { violationId } }),
    'a case is referred',
  )
  const path = `/v1/referrals/${body.id}`
  for (const act of wayTo[status] ?? []) succeeded(await perform(cast, path, act), act)
  return path
}

/** Does an act, on the version that is there. */
export async function perform(cast: Cast, path: string, act: ReferralAct, said: Said = {}): Promise<Reply> {
  const { method, noun, by, body } = acts[act]
  const ifMatch = await etagOf(cast[by], path)
  return cast[by](method, `${path}/${noun}`, { ...(body !== undefined && { body }), ifMatch, ...said })
}

export async function etagOf(caller: Caller, path: string): Promise<string> {
  const etag = succeeded(await caller('GET', path), `GET ${path}`).headers.get('etag')
  if (etag === null) throw new Error(`GET ${path} has no ETag`)
  return etag
}

async function actOn(caller: Caller, method: string, path: string, of: string): Promise<Reply> {
  return succeeded(await caller(method, path, { ifMatch: await etagOf(caller, of) }), path)
}

/** The reply, which must tell of a success: what a check begins with. */
export function succeeded(reply: Reply, what: string): Reply {
  if (reply.status >= 200 && reply.status < 300) return reply
  throw new Error(`not reached: ${what}: ${reply.status} ${String(reply.body['code'] ?? '')}`)
}
