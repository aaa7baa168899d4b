import type { Answer, AnyBody } from '../support/test-app.ts'
import type { Caller, Found } from './cases.ts'
import { publishedAct, sides } from './expectations.ts'
import { published } from './published-table.ts'
import { said } from './replies.ts'

/** Records of one's own attempts name what was asked for, there or not. */
const audits = ['listReadRecords', 'listRefusals']
const drafting = ['DecisionDrafted', 'DecisionRevised', 'DecisionCancelled']

/** What an answer tells that the published page keeps from this caller, in words; undefined when nothing. */
export function leaksIn(operationId: string, answer: Answer, caller: Caller, one: Found): string | undefined {
  const text = said(answer)
  const kept = keptFrom(caller, one, audits.includes(operationId))
  const told = [...kept, ...keptFromOthers(caller, one)].find(secret => text.includes(secret))
  if (told !== undefined) return `it tells ${told}`
  if (caller.client.agency !== one.receiver) {
    const draft = drafting.find(type => text.includes(type))
    if (draft !== undefined) return `it tells of ${draft}`
  }
  if (answer.status !== 200) return undefined
  return (
    onLists(operationId, answer, caller, one) ??
    onContent(operationId, answer, caller, one) ??
    onActs(answer, caller, one)
  )
}

/** Texts that must not stand in any answer to this caller. */
function keptFrom({ client: { agency }, role }: Caller, one: Found, audit: boolean): string[] {
  const { found, secrets, receiver, recipient, sender, obliged } = one
  const ids = audit
    ? []
    : [found.violationId, found.id, ...found.persons, ...found.evidence, ...idsOf(found.copy, found.obligation)]
  const content = [secrets.text, secrets.name, secrets.nik, secrets.nip, '"channel"']
  const reads = (act: string) => publishedAct(act).roles.includes(role)
  const acts = (agency === recipient && reads('copy-reading')) || (agency === obliged && reads('obligation-reading'))
  if (acts) {
    return [
      ...(audit || agency === recipient ? [] : [...found.evidence, ...idsOf(found.copy)]),
      secrets.text,
      secrets.nik,
      '"channel"',
      ...(audit ? [] : [found.violationId, one.referral === null ? '' : found.id].filter(Boolean)),
    ]
  }
  if (agency !== sender && agency !== receiver) return [...content, ...ids]
  if (!reads(agency === sender ? 'violation-reading' : 'referral-reading')) return content
  return maskedFrom(role, agency, one).map(pointer => shownAs(pointer, one))
}

/** A receiver whose part is over learns of nothing that its sender does afterwards. */
function keptFromOthers({ client: { agency } }: Caller, { secrets, sender }: Found): string[] {
  return agency === sender ? [] : [secrets.later]
}

function idsOf(...ids: (string | undefined)[]): string[] {
  return ids.filter(id => id !== undefined)
}

/** The members of the content that this role of a party does not read now, by the published table. */
function maskedFrom(role: string, agency: string, { sender, referral }: Found): string[] {
  return [...published.fieldsRead]
    .filter(([, { owner, receiver, states }]) =>
      agency === sender ? !owner.includes(role) : !receiver.includes(role) || !states.includes(referral ?? ''),
    )
    .map(([pointer]) => pointer)
}

/** How a guarded member would show in a reply; the persons of the matrix are civil servants with a NIP. */
function shownAs(pointer: string, { secrets }: Found): string {
  const values: Record<string, string> = {
    '/source/channel': '"channel"',
    '/reportedPersons/*/nik': secrets.nik,
    '/reportedPersons/*/nip': secrets.nip,
    '/reportedPersons/*/niPppk': '"niPppk"',
  }
  const value = values[pointer]
  if (value === undefined) throw new Error(`the matrix does not know ${pointer}`)
  return value
}

/** A case is on a list exactly when it can be read. */
function onLists(
  operationId: string,
  { body }: Answer,
  { client: { agency } }: Caller,
  one: Found,
): string | undefined {
  const { found, sender, receiver, recipient, obliged } = one
  const there: Record<string, [string | undefined, boolean]> = {
    listViolations: [found.violationId, agency === sender],
    listReferrals: [found.id, receiver !== null && [sender, receiver].includes(agency)],
    listReceivedCopies: [found.copy, agency === recipient],
    listObligations: [found.obligation, obliged !== null && [sender, receiver, obliged].includes(agency)],
  }
  const [id, wanted] = there[operationId] ?? []
  if (wanted === undefined) return undefined
  const listed = id !== undefined && body.items.some(item => item.id === id)
  return listed === wanted ? undefined : `on the list: ${listed}`
}

const withContent = ['readViolation', 'readReferral', 'readVersion', 'listVersions']

/** Content says what is masked in it, and has everything else. */
function onContent(operationId: string, { body }: Answer, { client: { agency }, role }: Caller, one: Found) {
  if (!withContent.includes(operationId)) return undefined
  const resource = (operationId === 'listVersions' ? body.items[0] : body) as AnyBody
  const hidden = maskedFrom(role, agency, one).filter(pointer => pointer !== '/reportedPersons/*/niPppk')
  const wanted = hidden.map(pointer => `/content${pointer.replace('*', '0')}`).sort()
  const masked = [...(resource['masked'] as string[])].sort()
  if (JSON.stringify(masked) !== JSON.stringify(wanted)) return `masked ${masked} and not ${wanted}`
  const whole = JSON.stringify(resource)
  const missing = [...published.fieldsRead.keys()]
    .filter(pointer => !hidden.includes(pointer) && pointer !== '/reportedPersons/*/niPppk')
    .find(pointer => !whole.includes(shownAs(pointer, one)))
  if (missing !== undefined) return `${missing} is missing`
  const state = operationId === 'readViolation' ? one.violation : one.referral
  return ['readViolation', 'readReferral'].includes(operationId) && body.status !== state
    ? `it is ${body.status}`
    : undefined
}

/** What a reply says may be done, the published table allows: to this role, on this side, in this state. */
function onActs({ body }: Answer, { client: { agency }, role }: Caller, one: Found): string | undefined {
  const listed = [body, ...((body.items ?? []) as AnyBody[])].flatMap(resource => resource.allowedActions ?? [])
  return listed.find(name => {
    const { roles, relation, states } = publishedAct(name)
    const inState = states === null || states.includes(one.violation) || states.includes(one.referral ?? '')
    return !roles.includes(role) || !sides(agency, one).includes(relation) || !inState
  })
}
