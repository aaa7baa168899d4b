import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import { type Evidence, evidenceStatus, hasShownCopy } from './evidence.ts'
import { effectiveHandling, type Handling } from './handling.ts'
import type { CopyId, EvidenceId } from './ids.ts'
import { implicatedIn } from './implications.ts'
import type { EvidenceAt, LedgerEntry } from './manifest.ts'
import { personOf } from './person-changes.ts'
import { type CopyGiven, redactedCopy } from './redacted-copy.ts'
import {
  currentVersion,
  knownPersons,
  type Referral,
  type ReferralEvent,
  refusalOf,
  standingDecisions,
} from './referral.ts'
import { type Fault, Rejection } from './rejection.ts'
import { type Chain, type Route, routeOfPerson } from './routing.ts'
import type { ViolationContent } from './violation-content.ts'

export type GiveCopy = {
  readonly type: 'GiveCopy'
  readonly act: Act
  readonly id: CopyId
  readonly decisionNumber: number
  /** Whom the sender of the copy believes it goes to; refused when the route leads elsewhere. */
  readonly recipient: AgencyId
  /** For how many days it lasts, 1 to `longestCopyDays`. */
  readonly days: number
  readonly evidence: readonly EvidenceId[]
  readonly reasonsExcerpts: readonly string[]
}

/** A copy ends by itself after so long, because what it was given for is done by then or asked for anew. */
export const longestCopyDays = 90
const dayMs = 24 * 60 * 60 * 1000

export type CopyOutcome = { readonly referral: readonly ReferralEvent[]; readonly evidence: readonly LedgerEntry[] }

/** Builds a copy by rule and gives it to the agency that the route names. */
export function decideCopy(
  referral: Referral,
  items: readonly EvidenceAt[],
  chain: Chain,
  { act, id, decisionNumber, recipient, days, evidence, reasonsExcerpts }: GiveCopy,
): CopyOutcome | Rejection {
  const refusal = refusalOf(referral, 'copy-giving')
  if (refusal) return refusal
  if (standingDecisions(referral).length === 0) return new Rejection('R-CPY-01')
  const { content, manifest, number: versionNumber } = currentVersion(referral)
  const decision = referral.decisions.find(({ number, standing }) => number === decisionNumber && standing === 'issued')
  const person = decision && personOf(knownPersons(referral), decision.reportedPersonId)?.person
  if (decision === undefined || person?.identification !== 'identified') {
    return new Rejection('R-CPY-02', [fault('/decisionNumber')])
  }
  const route = routeOfPerson(person, implicatedIn(referral), chain)
  if (route === undefined) return new Rejection('R-CPY-03')
  const astray = refusedRecipient(route, recipient)
  if (astray) return astray

  const strange = reasonsExcerpts.flatMap((excerpt, index) =>
    decision.reasons.includes(excerpt) ? [] : [fault(`/reasonsExcerpts/${index}`)],
  )
  if (strange.length > 0) return new Rejection('R-CPY-05', strange)

  const chosen: EvidenceAt[] = []
  const withheld: Fault[] = []
  for (const [index, evidenceId] of evidence.entries()) {
    const item = manifest.some(listed => listed.evidenceId === evidenceId)
      ? items.find(({ state }) => state.id === evidenceId)
      : undefined
    const obstacle = item === undefined ? 'not-in-the-version' : obstacleToCopying(item.state, content)
    if (obstacle !== undefined) withheld.push({ pointer: `/evidence/${index}`, code: obstacle })
    else if (item !== undefined && !chosen.includes(item)) chosen.push(item)
  }
  if (withheld.length > 0) return new Rejection('R-CPY-06', withheld)

  const states = chosen.map(({ state }) => state)
  const until = new Date(Date.parse(act.at) + days * dayMs).toISOString()
  const given: CopyGiven = {
    id,
    number: referral.copies.length + 1,
    ...route,
    versionNumber,
    until,
    copy: redactedCopy(content, person, states, decision, reasonsExcerpts),
  }
  const shared = { referralId: referral.id, copyId: id, to: recipient, until }
  return {
    referral: [{ type: 'CopyGiven', data: given }],
    evidence: chosen.map(({ state, version }) => ({
      id: state.id,
      after: version,
      events: [{ type: 'EvidenceShared', data: shared }],
    })),
  }
}

/** What keeps an item from going on with a copy: that the sender did not mark it, or what would keep it from being shown. */
export function obstacleToCopying(item: Evidence, content: ViolationContent): string | undefined {
  return content.releasable?.evidence.includes(item.id) === true ? obstacleToShowing(item, content) : 'not-marked'
}

/** What keeps an item that was shared from being shown: its bytes, or how it and its case are to be handled. */
export function obstacleToShowing(item: Evidence, within: Partial<Handling>): string | undefined {
  if (item.exclusion !== null || evidenceStatus(item) !== 'clean' || item.damage !== null) return 'not-usable'
  if (!hasShownCopy(item)) return 'no-copy-to-show'
  const { confidentiality, handling } = effectiveHandling(item.description, within)
  if (handling.includes('no-onward-sharing')) return 'no-onward-sharing'
  return confidentiality === 'open' || confidentiality === 'limited' ? undefined : confidentiality
}

function refusedRecipient({ recipient, bypassed }: Route, wanted: AgencyId): Rejection | undefined {
  if (recipient === wanted) return undefined
  const code = bypassed.some(({ agency }) => agency === wanted) ? 'bypassed' : 'not-on-the-route'
  return new Rejection('R-CPY-04', [{ pointer: '/recipient', code }])
}

function fault(pointer: string): Fault {
  return { pointer, code: 'rule' }
}
