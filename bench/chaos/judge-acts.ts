import type { ActLine } from './side.ts'

/** An event of the service's log. */
export type Logged = {
  readonly stream: string
  readonly id: string
  readonly version: number
  readonly type: string
}

/** The event that each act writes. */
const eventOf: Readonly<Record<string, string>> = {
  recordViolation: 'ViolationRecorded',
  changeViolation: 'ViolationChanged',
  documentViolation: 'ViolationDocumented',
  dismissViolation: 'ViolationDismissed',
  addEvidence: 'EvidenceReceived',
  sealEvidence: 'EvidenceSealed',
  sendReferral: 'ReferralSent',
  supplementReferral: 'ReferralSupplemented',
  resubmitReferral: 'ReferralResubmitted',
  withdrawReferral: 'ReferralWithdrawn',
  closeReferral: 'ReferralClosed',
  receiveReferral: 'ReferralReceived',
  acceptReferral: 'ReferralAccepted',
  returnReferral: 'ReferralReturned',
  rejectReferral: 'ReferralRejected',
  assignCaseOfficer: 'CaseOfficerAssigned',
  askQuestion: 'QuestionAsked',
  answerQuestion: 'QuestionAnswered',
  draftDecision: 'DecisionDrafted',
  issueDecision: 'DecisionIssued',
}

/**
 * Compares what the sides were told with the log, both ways: each act that was told to have succeeded is there once, with a
 * version that is not beyond the one that was told; and whatever of these kinds is there, somebody was told of. An act that was refused
 * after an attempt without an answer may be there or not.
 */
export function judgeActs(lines: readonly ActLine[], log: readonly Logged[]) {
  const acts = new Map<string, { told: number; perhaps: number; latest: number; logged: Logged[] }>()
  const about = (type: string, id: string) => {
    const name = `${type} ${id}`
    const found = acts.get(name) ?? { told: 0, perhaps: 0, latest: 0, logged: [] }
    acts.set(name, found)
    return found
  }
  const open = new Set<string>()
  for (const line of lines) {
    if ('intent' in line) open.add(line.intent)
    if ('told' in line) {
      const act = about(eventOf[line.act] ?? line.act, line.id)
      act.told++
      act.latest = Math.max(act.latest, versionOf(line.etag))
      open.delete(line.told)
    }
    if ('refused' in line) {
      if (line.unknown) about(eventOf[line.act] ?? line.act, line.id).perhaps++
      open.delete(line.refused)
    }
  }
  const types = new Set(Object.values(eventOf))
  for (const event of log) if (types.has(event.type)) about(event.type, event.id).logged.push(event)

  const lost: string[] = []
  const unasked: string[] = []
  const beyond: string[] = []
  for (const [name, { told, perhaps, latest, logged }] of acts) {
    if (logged.length < told) lost.push(`${name}: told ${told}, in the log ${logged.length}`)
    if (logged.length > told + perhaps) unasked.push(`${name}: told ${told}, in the log ${logged.length}`)
    const last = Math.max(0, ...logged.map(({ version }) => version))
    if (perhaps === 0 && isVersioned(name) && last > latest) beyond.push(`${name}: version ${last}, told ${latest}`)
  }
  return {
    'acts told, and not in the log': lost,
    'acts in the log more often than told': unasked,
    'acts with a later version than was told': beyond,
    'acts without an answer to the end': [...open],
  }
}

/** Only there the entity tag counts the events of the stream. */
function isVersioned(name: string): boolean {
  return name.startsWith('Referral')
}

function versionOf(etag: string): number {
  return Number(/^"(\d+)/.exec(etag)?.[1] ?? Number.NaN)
}
