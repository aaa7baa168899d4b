import Type, { type Static, type TSchema } from 'typebox'
import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { mandateKinds } from '../domain/agencies.ts'
import type { Caller } from '../domain/allowed-acts.ts'
import { allowedObligationActs, concernedBy, obligationActs } from '../domain/allowed-obligation-acts.ts'
import type { AppealDecision } from '../domain/appeals.ts'
import { confidences } from '../domain/catalogue.ts'
import { penaltyClasses } from '../domain/decision.ts'
import type { ObligationId, ReferralId, ReportedPersonId } from '../domain/ids.ts'
import { annulmentCauses, type Obligation, obligationKinds, obligationStatuses } from '../domain/obligation.ts'
import { awaitsAnswer, awaitsDecision, isLate, isSettled, isSuspended } from '../domain/obligation-standing.ts'
import { deadlineCauses } from '../domain/obligation-timing.ts'
import type { Fact } from '../domain/referral.ts'
import { named, ref } from '../http/named-schema.ts'
import { bilingual } from './catalogue-rows.ts'
import { DeadlineComputation, deadlineTerms, toDeadlineComputation } from './deadline.ts'
import { decisionFields } from './decision-input.ts'
import { appealFields, code, outcomeFields, reportFields } from './obligation-input.ts'
import { identifiedPerson } from './reported-person.ts'
import { maskedFields } from './violation.ts'
import {
  ActRecord,
  Agency,
  closed,
  count,
  id,
  instant,
  legalDate,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  pageOf,
  text,
  toActRecord,
} from './words.ts'

/** Whoever is no party of the referral learns which agency did something and when, and of its own people who. */
const fact = <Content extends Record<string, TSchema>>(content: Content, description: string) =>
  Type.Object(
    {
      at: instant('When.'),
      agency: Agency,
      by: nullable(ref(ActRecord), 'Who; null where that is another agency’s affair.'),
      ...content,
    },
    { ...closed, description },
  )

const deadline = Type.Object(
  {
    number: count('Counts in the obligation.', 1),
    because: oneOfThoseKnown(deadlineCauses, 'Why there is a deadline, or a new one in place of the last.'),
    ...deadlineTerms,
  },
  { ...closed, description: 'By when the penalty is imposed and reported, with the arithmetic that leads there.' },
)

const { deviation, sanction, ...report } = reportFields
export const ExecutionReport = named(
  'ExecutionReport',
  fact(
    {
      number: count('Counts in the obligation.', 1),
      ...report,
      sanction: nullable(code('The sanction.', 'PP94-M1-INTERIM'), 'Null when only the class was said.'),
      deviation: nullable(
        text(4000, 'Why it is another penalty than ordered.', 'Moved before.'),
        'Null when it is not.',
      ),
      late: Type.Boolean({ description: 'Reported after the deadline.' }),
      warnings: list(
        Type.Object(
          {
            pointer: oneOf(['/inForceFrom'] as const, 'JSON Pointer (RFC 6901) into the report.'),
            code: oneOf(['earlier-than-the-law', 'later-than-the-law'] as const, 'What is odd.'),
          },
          { ...closed, description: 'A date that is odd.' },
        ),
        10,
        'What is odd about it and was accepted: its penalty comes into force on another day than the clocks of the law lead to.',
      ),
      standing: oneOf(
        ['waiting', 'accepted', 'refused'] as const,
        'A report of the ordered penalty is accepted at once; another one waits for the receiving agency.',
      ),
      answer: nullable(
        fact({ explanation: nullable(text(4000, 'Why not.', 'The penalty is too light.')) }, 'The answer.'),
        'Null where none was needed, or none was given yet.',
      ),
    },
    'What the obliged agency says that it has imposed.',
  ),
)

export const AppealResource = named(
  'Appeal',
  fact(
    {
      number: count('Counts in the obligation.', 1),
      ...appealFields,
      reportNumber: nullable(
        count('Counts in the obligation.', 1),
        'The report of the instrument that it is against; null of what was recorded before reports were asked for.',
      ),
      admissible: Type.Boolean({ description: 'Filed in time. What was filed late is inadmissible by itself.' }),
      filing: nullable(ref(DeadlineComputation), 'By when it had to be filed; null where the law names no clock.'),
      answerDue: nullable(
        ref(DeadlineComputation),
        'By when it is to be answered, and until when it suspends; null where it is not.',
      ),
      earlierAnswerDue: list(
        ref(DeadlineComputation),
        1000,
        'What `answerDue` was before the law was corrected, in order.',
      ),
      foundOverdueAt: nullable(instant('When its answer was found overdue.'), 'Null until then.'),
      decision: nullable(
        fact(
          {
            ...outcomeFields,
            standing: oneOf(
              ['waiting', 'accepted'] as const,
              'An outcome that annuls, lightens or aggravates, and that the obliged agency or a machine client recorded, waits for the receiving agency.',
            ),
            answer: nullable(fact({}, 'The acceptance.'), 'Null where none was needed, or none was given yet.'),
          },
          'Its outcome.',
        ),
        'Null until decided.',
      ),
      refusedOutcomes: list(
        fact(
          {
            ...outcomeFields,
            answer: fact(
              { explanation: text(4000, 'Why not.', 'The appeal body knows no such decision.') },
              'The refusal.',
            ),
          },
          'An outcome that did not count.',
        ),
        1000,
        'What was recorded and the receiving agency has refused, in order.',
      ),
    },
    'An objection or administrative appeal, with who recorded it.',
  ),
)

const stepTaken = fact(
  {
    number: count('Counts in the obligation.', 1),
    code: code('The step, by its code in the catalogue.', 'reminder'),
    name: bilingual('What it is.'),
    legalBasis: text(1000, 'The article.', 'Perpres 116/2022'),
    confidence: oneOf(confidences, 'How well the law is known here.'),
    actor: oneOf(mandateKinds, 'In whose name it is taken.'),
    addressee: Agency,
    effect: oneOf(['none', 'data-block'] as const, 'What it asks of the addressee.'),
    receipt: nullable(fact({}, 'Its receipt.'), 'Null until the addressee has acknowledged it.'),
  },
  'A step taken by the service because the obliged agency was silent.',
)
const measure = (description: string) =>
  fact({ reference: text(300, 'In the system that keeps the data.', 'SIASN-BLK/2024/0311') }, description)

const { nik: _, ...person } = identifiedPerson
const summary = {
  id: id<ObligationId>('The obligation.'),
  kind: oneOf(obligationKinds, 'What must be done.'),
  status: oneOf(obligationStatuses, 'Where it stands.'),
  settled: Type.Boolean({ description: 'Nothing is left to do: it does not keep its referral from being closed.' }),
  overdue: Type.Boolean({ description: 'Open, and its deadline has passed.' }),
  suspended: Type.Boolean({
    description: 'An appeal that suspends it is pending, and its answer not overdue; nobody is late.',
  }),
  addressee: nullable(Agency, 'Whom it obliges; null while nobody can be named.'),
  dueOn: nullable(legalDate('The last day.'), 'Null while nobody is obliged.'),
  issuedAt: instant('When it began.'),
  changedAt: instant('When it last changed.'),
}

export const ObligationResource = named(
  'Obligation',
  Type.Object(
    {
      ...summary,
      referralId: nullable(id<ReferralId>('The referral.'), 'Null for whoever is no party of it.'),
      number: nullable(count('Counts in the referral.', 1), 'Null for whoever is no party of it.'),
      reportedPersonId: id<ReportedPersonId>('The person to be punished, as the case knows them.'),
      person: nullable(
        Type.Object(
          { id: id<ReportedPersonId>('The same in the case.'), ...person },
          { ...closed, description: 'The person to be punished.' },
        ),
        'Null for whoever need not know, and for the parties, who read it in the referral.',
      ),
      decision: Type.Object(
        {
          number: count('Counts in the referral.', 1),
          track: decisionFields.track,
          instrument: decisionFields.instrument,
          legalBasis: decisionFields.legalBasis,
        },
        { ...closed, description: 'The decision that it comes from.' },
      ),
      penalty: Type.Object(
        {
          penaltyClass: oneOf(penaltyClasses, 'The class ordered.'),
          sanction: nullable(
            code(
              'The sanction ordered. While it may not be imposed yet (`enforceableFrom` of its row in `/v1/catalogue/sanctions`), its substitute is imposed and reported.',
              'PP94-M1',
            ),
            'Null when the decision names a class only.',
          ),
          inForceInstead: nullable(
            code('What is imposed instead, as of the day of the decision.', 'PP94-M1-INTERIM'),
            'Null when the sanction ordered was in force.',
          ),
        },
        { ...closed, description: 'What is to be imposed.' },
      ),
      bypassed: list(Agency, 20, 'Authorities that it goes past, because they are part of the case.'),
      awaitsDecision: Type.Boolean({
        description:
          'An appeal has changed the penalty; a superseding decision of the receiving agency brings the next obligation.',
      }),
      awaitsAnswer: Type.Boolean({
        description: 'The outcome of an appeal waits for the receiving agency to accept or refuse it.',
      }),
      deadlines: list(deadline, 1000, 'Every deadline that it had, in order; the last one counts.'),
      next: nullable(
        Type.Object(
          {
            action: oneOf(
              ['step', 'unblock-signal', 'appeal-overdue'] as const,
              'What the service does next by itself.',
            ),
            step: nullable(code('Which step.', 'warning'), 'Null where it is none.'),
            at: instant('From when on.'),
          },
          { ...closed, description: 'What comes if nothing happens.' },
        ),
        'Null when nothing does.',
      ),
      receipt: nullable(fact({}, 'Its receipt.'), 'Null until the obliged agency has received it.'),
      reports: list(ref(ExecutionReport), 1000, 'In order.'),
      appeals: list(ref(AppealResource), 1000, 'In order.'),
      steps: list(stepTaken, 100, 'In order.'),
      block: nullable(
        measure('The block of the person’s data.'),
        'Null unless blocked; it may be put on record after its obligation has ended.',
      ),
      unblockSignal: nullable(fact({}, 'The word that the block can end.'), 'Null until the obligation is settled.'),
      unblock: nullable(measure('The end of the block.'), 'Null unless it was ended.'),
      lapse: nullable(
        fact(
          {
            reason: code('The reason, by its code in the catalogue.', 'retired'),
            explanation: nullable(text(4000, 'In words.', 'Retired before.'), 'Null for whoever is no party.'),
          },
          'Why nothing can be imposed any more.',
        ),
        'Null unless lapsed.',
      ),
      annulment: nullable(
        fact(
          {
            because: oneOf(annulmentCauses, 'What ended it.'),
            explanation: nullable(text(4000, 'In words.', 'Superseded.'), 'Null for whoever is no party.'),
          },
          'Its end with the decision that it came from, or by an appeal.',
        ),
        'Null unless annulled.',
      ),
      masked: maskedFields,
      allowedActions: list(
        oneOfThoseKnown(obligationActs, 'An act.'),
        20,
        'What state, side and role let the caller do now, by `x-act` of the operations; the content can still be refused.',
      ),
    },
    { ...closed, description: 'What somebody must now do because of a decision, and what has come of it.' },
  ),
)
export const ObligationList = named(
  'ObligationList',
  Type.Object(
    { items: list(ref(ObligationResource), 1000, 'In the order of their numbers.') },
    { ...closed, description: 'The obligations of a referral.' },
  ),
)
/** A list names no person; what an obligation says is read one by one, each on record. */
export const ObligationSummary = named(
  'ObligationSummary',
  Type.Object(summary, { ...closed, description: 'An obligation in a list.' }),
)
export const ObligationPage = named('ObligationPage', pageOf(ref(ObligationSummary), 'Obligations, newest first.'))

type OnFile = { readonly state: Obligation; readonly sender: AgencyId; readonly receiver: AgencyId }

/** What time alone has changed of the resource. */
export function turnedObligation(state: Obligation, now: string): string[] {
  return isLate(state, now) ? ['overdue'] : []
}

/** The obligation as this caller may see it: the parties all of it, the obliged agency what it must know, and whom a step was addressed to less. */
export function toObligationResource(
  { state, ...parties }: OnFile,
  caller: Omit<Caller, 'person'>,
  now: string,
): Static<typeof ObligationResource> {
  const { agency } = caller
  const isParty = agency === parties.sender || agency === parties.receiver
  const isObliged = agency === state.addressee
  const blocks = state.steps.some(({ effect, addressee }) => effect === 'data-block' && addressee === agency)
  const facts = factsFor(isParty ? undefined : agency)
  const said = <Value>(shown: boolean, value: Value) => (shown ? value : null)
  const { person, decisionNumber, track, instrument, legalBasis } = state
  return {
    ...toObligationSummary({ state }, now),
    referralId: said(isParty, state.referralId),
    number: said(isParty, state.number),
    reportedPersonId: person.id,
    person: said(isObliged || blocks, person),
    decision: { number: decisionNumber, track, instrument, legalBasis },
    penalty: { ...state.penalty, inForceInstead: state.penalty.inForceInstead ?? null },
    bypassed: isParty || isObliged ? [...state.bypassed] : [],
    awaitsDecision: awaitsDecision(state),
    awaitsAnswer: awaitsAnswer(state),
    deadlines: state.deadlines.map(({ number, because, ...clock }) => ({
      number,
      because,
      ...toDeadlineComputation(clock),
    })),
    next: state.next,
    receipt: state.receipt && facts(state.receipt),
    reports: isParty || isObliged ? state.reports.map(one => toReport(one, facts)) : [],
    appeals: isParty || isObliged ? state.appeals.map(one => toAppeal(one, facts)) : [],
    steps: state.steps.map(
      ({ number, code, name, legalBasis, confidence, actor, addressee, effect, act, receipt }) => ({
        ...facts({ act }),
        ...{ number, code, name, legalBasis, confidence, actor, addressee, effect },
        receipt: receipt && facts(receipt),
      }),
    ),
    block: state.block && { ...facts(state.block), reference: state.block.reference },
    unblockSignal: state.unblockSignal && facts(state.unblockSignal),
    unblock: state.unblock && { ...facts(state.unblock), reference: state.unblock.reference },
    lapse: state.lapse && {
      ...facts(state.lapse),
      reason: state.lapse.reason,
      explanation: said(isParty, state.lapse.explanation),
    },
    annulment: state.annulment && {
      ...facts(state.annulment),
      because: state.annulment.because,
      explanation: said(isParty, state.annulment.explanation),
    },
    masked: [
      ...(isObliged || blocks ? [] : ['/person']),
      ...(isParty ? [] : withheldOf(state)),
      ...(isParty || isObliged ? [] : ['/bypassed', '/reports', '/appeals']),
    ],
    allowedActions: allowedObligationActs(state, concernedBy(state, parties), caller),
  }
}

/** What nobody but the parties of the referral reads. */
const withheldOf = ({ lapse, annulment }: Obligation) => [
  '/referralId',
  '/number',
  ...(lapse ? ['/lapse/explanation'] : []),
  ...(annulment ? ['/annulment/explanation'] : []),
]

export function toObligationSummary({ state }: Pick<OnFile, 'state'>, now: string): Static<typeof ObligationSummary> {
  const { id, kind, status, addressee, issuedAt, changedAt } = state
  const due = state.deadlines.at(-1)
  return {
    id,
    kind,
    status,
    settled: isSettled(state),
    overdue: isLate(state, now),
    suspended: isSuspended(state),
    addressee,
    dueOn: due?.dueOn ?? null,
    issuedAt,
    changedAt,
  }
}

type Facts = (given: { readonly act: Act }) => { at: string; agency: AgencyId; by: Static<typeof ActRecord> | null }

/** With who did it, unless the viewer is an agency that is no party and it was somebody else’s. */
export function factsFor(stranger: AgencyId | undefined): Facts {
  return ({ act }) => ({
    at: act.at,
    agency: act.agency,
    by: stranger === undefined || stranger === act.agency ? toActRecord(act) : null,
  })
}

export function toReport(given: Obligation['reports'][number], facts: Facts): Static<typeof ExecutionReport> {
  const { number, instrument, penaltyClass, inForceFrom, document, late, standing, answer } = given
  return {
    ...facts(given),
    ...{ number, instrument, penaltyClass, inForceFrom, document, late, standing },
    warnings: (given.warnings ?? []) as Static<typeof ExecutionReport>['warnings'],
    sanction: given.sanction ?? null,
    deviation: given.deviation ?? null,
    answer: answer && { ...facts(answer), explanation: answer.explanation },
  }
}

export function toAppeal(given: Obligation['appeals'][number], facts: Facts): Static<typeof AppealResource> {
  const { number, kind, filedOn, against, suspends, admissible, filing, answer, decision, refusedOutcomes } = given
  return {
    ...facts(given),
    ...{ number, kind, filedOn, against, suspends, admissible },
    reportNumber: given.reportNumber ?? null,
    filing: filing && toDeadlineComputation(filing),
    answerDue: answer && toDeadlineComputation(answer),
    earlierAnswerDue: (given.replacedAnswers ?? []).map(toDeadlineComputation),
    foundOverdueAt: given.overdueSaidAt,
    decision: decision && {
      ...withOutcome(decision, facts),
      standing: decision.standing,
      answer: decision.answer && facts(decision.answer),
    },
    refusedOutcomes: refusedOutcomes.map(refused => ({
      ...withOutcome(refused, facts),
      answer: { ...facts(refused.answer), explanation: refused.answer.explanation },
    })),
  }
}

function withOutcome(given: Fact<AppealDecision>, facts: Facts) {
  const { outcome, instrument, explanation, penaltyClass } = given
  return { ...facts(given), outcome, instrument, explanation, ...(penaltyClass && { penaltyClass }) }
}
