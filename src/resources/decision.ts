import Type, { type Static } from 'typebox'
import { type Mandate, mandateKinds, mandateOf, type PersonId } from '../domain/agencies.ts'
import { allowedDecisionActs, type Caller } from '../domain/allowed-acts.ts'
import { type DrawnUpDecision, decisionOutcomes, decisionTracks, penaltyClasses } from '../domain/decision.ts'
import { mostItems } from '../domain/evidence.ts'
import type { Draft, Examination } from '../domain/examination.ts'
import type { EvidenceId, HandoverId, ReferralId, ReportedPersonId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { type EvidenceAt, openingsBy, unopenedBy } from '../domain/manifest.ts'
import { currentVersion, type DecisionOnRecord, type Referral } from '../domain/referral.ts'
import { type ReferralAct, referralMoves } from '../domain/transitions.ts'
import { named, ref } from '../http/named-schema.ts'
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
  sha256,
  text,
  toActRecord,
} from './words.ts'

const warningCodes = [
  'level-unknown',
  'no-contest-known',
  'candidates-fixed',
  'employee-type-unknown',
  'before-receipt',
] as const

const cited = {
  violationTypes: Type.Array(catalogueCode('A code of `violation-types`.', 'PD-06'), {
    minItems: 1,
    maxItems: 25,
    uniqueItems: true,
    description:
      'Which breaches it finds, by codes of the catalogue in force on the date of the act. Several breaches bear one sanction, the heaviest.',
  }),
  sanction: catalogueCode('A code of `sanctions`, of the ladder of the date of the act.', 'PP94-H1'),
  criminalProvisions: Type.Array(catalogueCode('A code of `criminal-provisions`.', 'uu-7-2017-art-494'), {
    minItems: 1,
    maxItems: 25,
    uniqueItems: true,
    description: 'Only with the outcome `criminal`: which provisions, in force on the date of the act.',
  }),
}

const content = {
  reportedPersonId: id<ReportedPersonId>('The reported person it is about.'),
  track: oneOf(decisionTracks, 'Ethics, discipline and criminal tracks may run side by side.'),
  outcome: oneOf(
    decisionOutcomes,
    '`criminal`: passed on to the election-crime track. `administrative` needs an identified person.',
  ),
  violationTypes: Type.Optional(cited.violationTypes),
  sanction: Type.Optional(cited.sanction),
  criminalProvisions: Type.Optional(cited.criminalProvisions),
  instrument: Type.Object(
    {
      kind: oneOf(['decision', 'recommendation'] as const, 'What the instrument is called in law.'),
      number: text(100, 'Its number.', 'R-2107/KASN/12/2023'),
      date: legalDate('Its date.'),
      signatory: text(200, 'Who signs it, by office.', 'Ketua KASN'),
    },
    { ...closed, description: 'The instrument that carries the decision.' },
  ),
  reasons: text(20_000, 'Why.', 'The liked post campaigned for a fixed candidate during the campaign.'),
  legalBasis: text(1000, 'On which article.', 'PP 94/2021 pasal 5 huruf n angka 5'),
}

/** What the law of the day made of it: the caller never says this. */
const facts = {
  penaltyClass: Type.Optional(
    oneOf(penaltyClasses, 'With an administrative outcome: the class of the sanction. Nobody writes it.'),
  ),
  inForceInstead: nullable(
    catalogueCode('A code of `sanctions`.', 'PP94-M1-INTERIM'),
    'The sanction that is imposed until the one that is cited may be; null where the cited one is in force.',
  ),
  lawApplied: nullable(
    Type.Object(
      {
        actedOn: legalDate('The Asia/Jakarta date of the act: rows are those in force on it.'),
        decidedOn: legalDate('The day on which the sanction had to be enforceable: drafted, revised or issued.'),
        versions: Type.Record(
          Type.String({ pattern: '^[a-z-]+$', maxLength: 40 }),
          Type.Integer({ format: 'int32', minimum: 1, maximum: 2_147_483_647 }),
          { description: 'Of each catalogue that was looked at, its version.' },
        ),
      },
      { ...closed, description: 'By which law it was judged.' },
    ),
    'Null where no row is cited.',
  ),
  warnings: list(
    Type.Object(
      {
        pointer: Type.String({
          maxLength: 200,
          pattern: '^(/[!-~]+)?$',
          description: 'JSON Pointer (RFC 6901) into the decision.',
          examples: ['/violationTypes/0'],
        }),
        code: oneOf(warningCodes, 'What to look at.'),
      },
      closed,
    ),
    100,
    'What somebody should look at before it is issued; nothing of it is refused.',
  ),
}

/** What a decision says, for whatever shows a decision. */
export const decisionFields = {
  ...content,
  penaltyClass: facts.penaltyClass,
  inForceInstead: Type.Optional(catalogueCode('The sanction imposed until the cited one may be.', 'PP94-M1-INTERIM')),
}

const supersedes = nullable(
  count('A standing decision of the same person and track.', 1),
  'Which decision it replaces.',
)

const example = {
  reportedPersonId: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e',
  track: 'discipline',
  outcome: 'administrative',
  violationTypes: ['PD-06'],
  sanction: 'PP94-H1',
  instrument: { kind: 'recommendation', number: 'R-2107/KASN/12/2023', date: '2023-12-18', signatory: 'Ketua KASN' },
  reasons: 'The liked post campaigned for a candidate. The candidates of this contest were fixed at the time.',
  legalBasis: 'PP 94/2021 pasal 5 huruf n angka 5',
}

export const DecisionInput = named(
  'DecisionInput',
  Type.Object(
    { ...content, supersedes: Type.Optional(supersedes) },
    { ...closed, description: 'A draft of a decision on one reported person and one track.', examples: [example] },
  ),
)

export const DecisionRevision = named(
  'DecisionRevision',
  Type.Object(
    {
      outcome: Type.Optional(content.outcome),
      violationTypes: Type.Optional(nullable(cited.violationTypes, 'Null removes them.')),
      sanction: Type.Optional(nullable(cited.sanction, 'Null removes it.')),
      criminalProvisions: Type.Optional(nullable(cited.criminalProvisions, 'Null removes them.')),
      instrument: Type.Optional(
        Type.Object(
          {
            kind: Type.Optional(oneOf(['decision', 'recommendation'] as const, 'What it is called in law.')),
            number: Type.Optional(content.instrument.properties.number),
            date: Type.Optional(content.instrument.properties.date),
            signatory: Type.Optional(content.instrument.properties.signatory),
          },
          closed,
        ),
      ),
      reasons: Type.Optional(content.reasons),
      legalBasis: Type.Optional(content.legalBasis),
    },
    {
      ...closed,
      minProperties: 1,
      description: 'A JSON Merge Patch (RFC 7396) of a draft. Person and track stay what they are.',
      examples: [
        {
          sanction: 'PP94-H2',
          reasons: 'The liked post campaigned for a candidate. It was shared with pupils too.',
        },
      ],
    },
  ),
)

const correctable = {
  instrument: Type.Optional(
    Type.Object(
      {
        number: Type.Optional(content.instrument.properties.number),
        signatory: Type.Optional(content.instrument.properties.signatory),
      },
      { ...closed, minProperties: 1, description: 'Of the instrument.' },
    ),
  ),
  reasons: Type.Optional(content.reasons),
  legalBasis: Type.Optional(content.legalBasis),
}

export const CorrectionInput = named(
  'CorrectionInput',
  Type.Object(
    { ...correctable, explanation: text(4000, 'Why, in words.', 'Two digits were swapped.') },
    {
      ...closed,
      minProperties: 2,
      description: 'A slip of the pen, corrected: never the person, the track, the outcome or what is imposed.',
      examples: [{ instrument: { number: 'R-2170/KASN/12/2023' }, explanation: 'Two digits were swapped.' }],
    },
  ),
)

export const CorrectionResource = named(
  'Correction',
  Type.Object(
    {
      number: count('Counts in the decision.', 1),
      by: ref(ActRecord),
      explanation: text(4000, 'Why.', 'Two digits were swapped.'),
      before: Type.Object(correctable, { ...closed, description: 'What it said until then.' }),
      after: Type.Object(correctable, { ...closed, description: 'What it has said since.' }),
    },
    { ...closed, description: 'One correction of an issued decision.' },
  ),
)

export const ExplanationInput = named(
  'ExplanationInput',
  Type.Object(
    { explanation: text(4000, 'Why, in words.', 'The court has found otherwise.') },
    { ...closed, description: 'A reason in words.', examples: [{ explanation: 'The court has found otherwise.' }] },
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
          { by: ref(ActRecord), explanation: text(4000, 'Why.', 'Annulled by the court.') },
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
        oneOf(Object.keys(referralMoves) as ReferralAct[], 'An act.'),
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
    annulment: issued?.annulment
      ? { by: toActRecord(issued.annulment.act), explanation: issued.annulment.explanation }
      : null,
    corrections: (issued?.corrections ?? []).map(({ act, number: counted, explanation, before, after }) => ({
      number: counted,
      by: toActRecord(act),
      explanation,
      before: { ...before },
      after: { ...after },
    })),
    handover: handoverOf(referral, number),
    allowedActions: allowedDecisionActs(referral, number, draft, caller),
  }
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

/** What a decision rests on, for whoever drafts or issues it. */
export const DecisionEvidence = named(
  'DecisionEvidence',
  Type.Object(
    {
      versionNumber: count('The frozen version on the table.', 1),
      manifestDigest: sha256('Hex SHA-256 of its manifest.'),
      items: list(
        Type.Object(
          {
            evidenceId: id<EvidenceId>('The item.'),
            title: text(200, 'What it is.', 'Screenshot of the liked post'),
            openedByDrafters: Type.Boolean({ description: 'At least one drafter had opened it.' }),
            openedByYou: Type.Boolean({ description: 'You had.' }),
          },
          closed,
        ),
        mostItems,
        'In the order of the manifest.',
      ),
      warnings: list(
        Type.Object(
          {
            evidenceId: id<EvidenceId>('The item.'),
            code: oneOf(
              ['unopened-by-drafters', 'unopened-by-you'] as const,
              'Who has not opened it. It is a warning and no more: what its level keeps from a drafter stays unopened.',
            ),
          },
          closed,
        ),
        2 * mostItems,
        'What was never opened. A warning and not a bar: the decision will say so for ever.',
      ),
    },
    { ...closed, description: 'The evidence on the table, and who of the deciding officers has opened it.' },
  ),
)

/** The evidence on the table of a decision: as it was pinned once issued, as it is now before. */
export function toDecisionEvidence(
  { referral, issued, draft }: DecisionOnFile,
  evidence: readonly EvidenceAt[],
  caller: Caller,
): Static<typeof DecisionEvidence> {
  const version = issued
    ? referral.versions.find(({ number }) => number === issued.versionNumber)
    : currentVersion(referral)
  if (version === undefined) throw new Error('a decision rests on a version')
  const drafters = issued?.draftedBy ?? draft?.drafters ?? []
  const { manifest } = version
  const openings = issued?.openings ?? openingsBy(drafters, manifest, evidence)
  const unopened = new Set(
    unopenedBy(
      manifest,
      openings.filter(({ person }) => drafters.includes(person)),
    ),
  )
  const unopenedByCaller = new Set(unopenedBy(manifest, openingsBy([caller.person], manifest, evidence)))
  return {
    versionNumber: version.number,
    manifestDigest: version.manifestDigest,
    items: manifest.map(({ evidenceId, title }) => ({
      evidenceId,
      title,
      openedByDrafters: !unopened.has(evidenceId),
      openedByYou: !unopenedByCaller.has(evidenceId),
    })),
    warnings: manifest.flatMap(({ evidenceId }) => [
      ...(unopened.has(evidenceId) ? [{ evidenceId, code: 'unopened-by-drafters' as const }] : []),
      ...(unopenedByCaller.has(evidenceId) ? [{ evidenceId, code: 'unopened-by-you' as const }] : []),
    ]),
  }
}
