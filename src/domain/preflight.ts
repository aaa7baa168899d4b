import type { Act } from './act.ts'
import type { AgencyId, Mandate } from './agencies.ts'
import { holdsMandate } from './agencies.ts'
import { type Agreement, refusalWithoutAgreement } from './agreements.ts'
import { type Caller, refusalOfRemit } from './allowed-acts.ts'
import type { ChecklistItem, Law } from './catalogue.ts'
import { type AppliedChecklist, checklistFor } from './checklist.ts'
import { refusalOfCategory } from './classification.ts'
import { evidenceStatus } from './evidence.ts'
import { legalDateOf } from './legal-date.ts'
import { type EvidenceAt, itemsOnFile } from './manifest.ts'
import { Rejection } from './rejection.ts'
import { type CaseFile, receiverOf, refusalsOfResubmission, refusalsOfSending } from './sending.ts'
import { missingFrom, type ViolationContent } from './violation-content.ts'

export const checkOutcomes = ['met', 'gap', 'for-officer'] as const
/** One item of the receiver's checklist, held against a violation. Pointers are into its content, or name its evidence. */
export type CheckedItem = {
  readonly item: ChecklistItem
  readonly outcome: (typeof checkOutcomes)[number]
  /** What the outcome rests on: what is there, or what is not. */
  readonly pointers: readonly string[]
}

export type Preflight = {
  /** A violation that was returned is resubmitted; any other is referred. */
  readonly by: 'referral' | 'resubmission'
  /** Who would receive it; undefined when nobody holds the mandate. */
  readonly receiver: AgencyId | undefined
  readonly applied: AppliedChecklist | undefined
  readonly items: readonly CheckedItem[]
  /** Whether nothing is missing that the receiver would return it for, as far as the service can tell. */
  readonly complete: boolean
  /** Everything for which this caller's sending would be refused now. */
  readonly refusals: readonly Rejection[]
}

type Setting = { readonly law: Law; readonly mandates: readonly Mandate[]; readonly agreements: readonly Agreement[] }

/** Tells the sender what the receiver would say, and what would stop the sending, before anything is sent. */
export function preflight(file: CaseFile, setting: Setting, caller: Caller, at: string): Preflight {
  const { content } = file.violation
  const act: Act = { kind: 'person', agency: caller.agency, person: caller.person, role: 'referrer', at }
  const { law, mandates } = setting
  const applied = checklistFor(law, content.suggestedCategory, legalDateOf(at))
  const items = applied?.checklist.items.map(item => checked(item, content, file.evidence)) ?? []
  const by = file.referral === 'returned' ? 'resubmission' : 'referral'
  return {
    by,
    receiver: receiverOf(mandates, act),
    applied,
    items,
    complete: items.every(({ item, outcome }) => outcome !== 'gap' || !item.required),
    refusals: [...refusalsOfCaller(by, caller, mandates, act), ...refusalsOfFile(by, file, setting, act)],
  }
}

function refusalsOfCaller(by: Preflight['by'], caller: Caller, mandates: readonly Mandate[], act: Act): Rejection[] {
  const remit = refusalOfRemit(by, caller, { sender: caller.agency })
  const held = holdsMandate(mandates, act.agency, 'neutrality-monitoring', legalDateOf(act.at))
  return [...(remit ? [remit] : []), ...(held ? [] : [new Rejection('R-ACC-04')])]
}

function refusalsOfFile(by: Preflight['by'], file: CaseFile, setting: Setting, act: Act): Rejection[] {
  const refusals = [
    ...(by === 'referral' ? refusalsOfNewReferral(file, setting, act) : refusalsOfResubmission(file, act)),
    refusalOfCategory(file.violation.content, setting.law),
  ].filter(refusal => refusal !== undefined)
  // That it is not documented says nothing to whoever does not know what is missing.
  return refusals.map(refusal =>
    refusal.rule === 'R-REF-01' ? new Rejection('R-REF-01', missingFrom(file.violation.content)) : refusal,
  )
}

function refusalsOfNewReferral(file: CaseFile, { mandates, agreements }: Setting, act: Act): (Rejection | undefined)[] {
  const receiver = receiverOf(mandates, act)
  const parties = receiver && { sender: act.agency, receiver }
  return [
    ...refusalsOfSending(file, mandates, act),
    parties && refusalWithoutAgreement(agreements, parties, legalDateOf(act.at)),
  ]
}

/** Holds one item of a checklist against a violation and its evidence. */
export function checked(item: ChecklistItem, content: ViolationContent, evidence: readonly EvidenceAt[]): CheckedItem {
  const { test } = item
  if (test === null) return { item, outcome: 'for-officer', pointers: [] }
  if ('leastEvidence' in test) return enough(item, test.leastEvidence, evidence)
  const places = placesOf(test.present, content)
  const absent = places.filter(({ there }) => !there)
  return {
    item,
    outcome: absent.length === 0 ? 'met' : 'gap',
    pointers: (absent.length === 0 ? places : absent).map(({ pointer }) => pointer),
  }
}

/** Only bytes that were found clean and are still there count; the others are what is missing. */
function enough(item: ChecklistItem, least: number, evidence: readonly EvidenceAt[]): CheckedItem {
  const onFile = itemsOnFile(evidence).map(({ state }) => state)
  const counts = (state: EvidenceAt['state']) => evidenceStatus(state) === 'clean' && state.damage === null
  const met = onFile.filter(counts).length >= least
  const shown = onFile.filter(state => counts(state) === met).map(({ id }) => `/evidence/${id}`)
  return { item, outcome: met ? 'met' : 'gap', pointers: met || shown.length > 0 ? shown : ['/evidence'] }
}

type Place = { readonly pointer: string; readonly there: boolean }

/** The places that a pattern names: names of members, without escapes, and `*` for every element of an array. */
function placesOf(pattern: string, content: ViolationContent): Place[] {
  const names = pattern.split('/').slice(1)
  return names.reduce<(Place & { readonly value: unknown })[]>(
    (places, name) => places.flatMap(place => within(place, name)),
    [{ pointer: '', there: true, value: content }],
  )
}

function within({ pointer, there, value }: Place & { readonly value: unknown }, name: string) {
  // What lies below something absent is absent where the way ends.
  if (!there) return [{ pointer, there, value }]
  if (name === '*') {
    const elements: readonly unknown[] = Array.isArray(value) ? value : []
    if (elements.length === 0) return [{ pointer, there: false, value }]
    return elements.map((element, index) => ({
      pointer: `${pointer}/${index}`,
      there: isThere(element),
      value: element,
    }))
  }
  const held = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  const member: unknown = held ? (value as Readonly<Record<string, unknown>>)[name] : undefined
  return [{ pointer: `${pointer}/${name}`, there: isThere(member), value: member }]
}

function isThere(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string') return value.trim() !== ''
  return typeof value !== 'object' || Object.keys(value).length > 0
}
