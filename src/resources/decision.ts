import Type, { type Static } from 'typebox'
import { type Mandate, mandateKinds, mandateOf, type PersonId } from '../domain/agencies.ts'
import { allowedDecisionActs, type Caller } from '../domain/allowed-acts.ts'
import type { DrawnUpDecision } from '../domain/decision.ts'
import { mostItems } from '../domain/evidence.ts'
import type { Draft, Examination } from '../domain/examination.ts'
import type { EvidenceId, HandoverId, ReferralId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import {
  type DecisionOnRecord,
  type Fact,
  type ReasonInWords,
  type Referral,
  standingDecisions,
} from '../domain/referral.ts'
import { type ReferralAct, referralMoves } from '../domain/transitions.ts'
import { named, ref } from '../http/named-schema.ts'
import { content, correctable, facts, supersedes, type warningCodes } from './decision-input.ts'
import {
  ActRecord,
  Agency,
  catalogueCode,
  closed,
  count,
  id,
  instant,
  legalDate,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  sha256,
  text,
  toActRecord,
} from './words.ts'

/** Why, as it was said with the act; without a code where it was done when words were enough. */
const reason = (kind: 'annulment' | 'correction', example: string) =>
  nullable(
    catalogueCode(`The coded reason, of \`reason-codes\` (\`${kind}\`).`, example),
    'Null where it was given before reasons had codes.',
  )

export const CorrectionResource = named(
  'Correction',
  Type.Object(
    {
      number: count('Counts in the decision.', 1),
      by: ref(ActRecord),
      reason: reason('correction', 'clerical-error'),
      explanation: text(4000, 'Why.', 'Two digits were swapped.'),
      before: Type.Object(correctable, { ...closed, description: 'What it said until then.' }),
      after: Type.Object(correctable, { ...closed, description: 'What it has said since.' }),
    },
    { ...closed, description: 'One correction of an issued decision.' },
  ),
)

const standings = ['draft', 'cancelled', 'issued', 'superseded', 'annulled'] as const

export const DecisionResource = named(
  'Decision',
  Type.Object(
    {
      referralId: id<ReferralId>('The referral it belongs to.'),
      number: count('Counts in the referral.', 1),
      status: oneOf(standings, 'Drafts and cancelled drafts are seen by the receiving agency only.'),
      ...content,
      ...facts,
      supersedes,
      versionNumber: nullable(count('', 1), 'Which frozen version was on the table; null for a draft.'),
      manifestDigest: nullable(
        sha256('Hex SHA-256 of the manifest that was on the table.'),
        'Which evidence was on the table; null for a draft.',
      ),
      openings: nullable(
        list(
          Type.Object(
            {
              person: id<PersonId>('Who.'),
              evidenceIds: list(id<EvidenceId>('An item.'), mostItems, 'The items of the manifest they had opened.'),
            },
            closed,
          ),
          101,
          'For each drafter and for the issuer.',
        ),
        'Which evidence drafters and issuer had opened when it was issued; null for a draft.',
      ),
      draftedBy: list(id<PersonId>('A person.'), 100, 'Whoever drafted or edited it; none of them issued it.'),
      issuance: nullable(ref(ActRecord), 'Who issued it, and when.'),
      issuedUnder: nullable(
        Type.Object(
          {
            agency: Agency,
            mandate: oneOf(mandateKinds, 'Which mandate.'),
            from: legalDate('Its first day.'),
            to: nullable(legalDate('The day on which it ended.'), 'Null while no end is known.'),
            legalBasis: text(1000, 'On which basis.', 'UU 5/2014'),
          },
          { ...closed, description: 'A mandate of the directory.' },
        ),
        'The mandate that the issuing agency held on the day; what it issued stays valid under it, whoever holds it now. Null for a draft.',
      ),
      annulment: nullable(
        Type.Object(
          {
            by: ref(ActRecord),
            reason: reason('annulment', 'court'),
            explanation: text(4000, 'Why.', 'Annulled by the court.'),
          },
          { ...closed, description: 'Its annulment.' },
        ),
        'Null unless annulled.',
      ),
      corrections: list(ref(CorrectionResource), 1000, 'What was corrected since it was issued, in order.'),
      handover: nullable(
        Type.Object(
          {
            addressee: nullable(Agency, 'Who held election supervision on the day; null when nobody did.'),
            dueAt: nullable(instant('By when.'), 'Null where the law of the day knows no such clock.'),
            sending: nullable(
              Type.Object(
                {
                  handoverId: id<HandoverId>('The hand-over.'),
                  to: Agency,
                  late: Type.Boolean({ description: 'Whether it was sent after its time.' }),
                  evidence: list(
                    id<EvidenceId>('An item.'),
                    mostItems,
                    'The items whose bytes went along; with hand-overs before evidence went along, none.',
                  ),
                  by: ref(ActRecord),
                },
                { ...closed, description: 'Who sent it, and when.' },
              ),
              'Null until it was sent.',
            ),
          },
          { ...closed, description: 'The hand-over to the election-crime track that it calls for.' },
        ),
        'Null unless it is an issued criminal decision.',
      ),
      allowedActions: list(
        oneOfThoseKnown(Object.keys(referralMoves) as ReferralAct[], 'An act.'),
        10,
        'What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused.',
      ),
    },
    { ...closed, description: 'A decision on one reported person and one track; never edited once issued.' },
  ),
)
export const DecisionList = named(
  'DecisionList',
  Type.Object(
    { items: list(ref(DecisionResource), 1000, 'In the order of their numbers.') },
    { ...closed, description: 'The decisions of a referral.' },
  ),
)

/** A decision as one caller may see it: from the record once issued, from the draft before. */
export type DecisionOnFile = {
  readonly referral: Referral
  readonly number: number
  readonly issued: DecisionOnRecord | undefined
  readonly draft: Draft | undefined
}

/** All decisions of a referral that are visible with (or, for the sender, without) the examination. */
export function decisionsOnFile(referral: Referral, examination: Examination | undefined): DecisionOnFile[] {
  const drafts = new Map((examination?.drafts ?? []).map(draft => [draft.number, draft]))
  const issued = new Map(referral.decisions.map(decision => [decision.number, decision]))
  return [...new Set([...drafts.keys(), ...issued.keys()])]
    .sort((a, b) => a - b)
    .map(number => ({ referral, number, issued: issued.get(number), draft: drafts.get(number) }))
}

export function toDecisionResource(
  file: DecisionOnFile,
  caller: Caller,
  mandates: readonly Mandate[],
): Static<typeof DecisionResource> {
  const { referral, number, issued, draft } = file
  const said: DrawnUpDecision | undefined = issued ?? draft?.content
  if (said === undefined) throw new Error('a decision is drafted or issued')
  return {
    referralId: referral.id,
    number,
    status: issued?.standing ?? draft?.status ?? 'draft',
    reportedPersonId: said.reportedPersonId,
    track: said.track,
    outcome: said.outcome,
    ...(said.violationTypes && { violationTypes: [...said.violationTypes] }),
    ...(said.sanction !== undefined && { sanction: said.sanction }),
    ...(said.criminalProvisions && { criminalProvisions: [...said.criminalProvisions] }),
    ...(said.penaltyClass !== undefined && { penaltyClass: said.penaltyClass }),
    inForceInstead: said.inForceInstead ?? null,
    lawApplied: said.lawApplied ? { ...said.lawApplied, versions: { ...said.lawApplied.versions } } : null,
    warnings: (said.warnings ?? []).map(({ pointer, code }) => ({
      pointer,
      code: code as (typeof warningCodes)[number],
    })),
    instrument: said.instrument,
    reasons: said.reasons,
    legalBasis: said.legalBasis,
    supersedes: issued?.supersedes ?? draft?.supersedes ?? null,
    versionNumber: issued?.versionNumber ?? null,
    manifestDigest: issued?.manifestDigest ?? null,
    openings: issued
      ? issued.openings.map(({ person, evidenceIds }) => ({ person, evidenceIds: [...evidenceIds] }))
      : null,
    draftedBy: [...(issued?.draftedBy ?? draft?.drafters ?? [])],
    issuance: issued ? toActRecord(issued.act) : null,
    issuedUnder: issued ? mandateOfIssuance(issued.act, mandates) : null,
    annulment: issued?.annulment ? whyOf(issued.annulment) : null,
    corrections: (issued?.corrections ?? []).map(({ number: counted, before, after, ...why }) => ({
      number: counted,
      ...whyOf(why),
      before: { ...before },
      after: { ...after },
    })),
    handover: handoverOf(referral, number),
    allowedActions: allowedDecisionActs(referral, number, draft, caller),
  }
}

function whyOf({ act, reason, explanation }: Fact<ReasonInWords>) {
  return { by: toActRecord(act), reason: reason ?? null, explanation }
}

function mandateOfIssuance({ agency, at }: DecisionOnRecord['act'], mandates: readonly Mandate[]) {
  const held = mandateOf(mandates, agency, 'merit-supervision', legalDateOf(at))
  if (held === undefined) return null
  const { mandate, from, to, legalBasis } = held
  return { agency, mandate, from, to, legalBasis }
}

function handoverOf({ handovers }: Referral, number: number): Static<typeof DecisionResource>['handover'] {
  const due = handovers.find(({ decisionNumber }) => decisionNumber === number)
  if (due === undefined) return null
  const { addressee, dueAt, sending } = due
  return {
    addressee,
    dueAt,
    sending: sending && {
      handoverId: sending.id,
      to: sending.to,
      late: sending.late,
      evidence: [...(sending.evidence ?? [])],
      by: toActRecord(sending.act),
    },
  }
}

/**
 * The version for the entity tag. The sender learns nothing from it but what it sees: a decision issued, its standing,
 * and the state of the referral, on which it depends what may be done with it.
 */
export function decisionEtagVersion({ referral, issued, draft }: DecisionOnFile): string {
  const sent = referral.handovers.some(due => due.decisionNumber === issued?.number && due.sending !== null)
  return issued
    ? `${issued.standing}-${referral.status}${issued.corrections.length > 0 ? `-${issued.corrections.length}` : ''}${sent ? '-sent' : ''}`
    : `draft-${draft?.revision ?? 0}-${referral.status}`
}

/** What has become of a draft by the annulment of the decision that it supersedes. */
export function turnedDecision({ referral, issued, draft }: DecisionOnFile): string[] {
  if (issued !== undefined || draft == null || draft.supersedes === null) return []
  const stands = standingDecisions(referral).some(({ number }) => number === draft.supersedes)
  return stands ? [] : ['nothing-to-supersede']
}
