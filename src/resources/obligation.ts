import Type, { type Static, type TSchema } from 'typebox'
import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { mandateKinds } from '../domain/agencies.ts'
import type { Caller } from '../domain/allowed-acts.ts'
import { allowedObligationActs, concernedBy, obligationActs } from '../domain/allowed-obligation-acts.ts'
import { confidences } from '../domain/catalogue.ts'
import type { Deadline } from '../domain/deadline.ts'
import { stepReasons } from '../domain/deadline-steps.ts'
import { penaltyClasses } from '../domain/decision.ts'
import type { ObligationId, ReferralId, ReportedPersonId } from '../domain/ids.ts'
import {
  annulmentCauses,
  awaitsDecision,
  isLate,
  isSettled,
  isSuspended,
  type Obligation,
  obligationKinds,
  obligationStatuses,
} from '../domain/obligation.ts'
import { deadlineCauses } from '../domain/obligation-timing.ts'
import { named, ref } from '../http/named-schema.ts'
import { bilingual } from './catalogue-rows.ts'
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

/** A date, or an instant: a clock of days is counted in dates, and one of hours in instants. */
const time = (description: string) =>
  Type.Unsafe<string>({
    type: 'string',
    minLength: 10,
    maxLength: 35,
    pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
    description,
    examples: ['2024-01-15', '2024-01-15T09:30:00+07:00'],
  })

const clockFields = {
  clock: code('The code of the clock.', 'personnel-follow-up'),
  clockVersion: count('The version of the clocks that it was computed by.', 1),
  calendarVersion: nullable(count('The version of the calendars.', 1), 'Null where no calendar was needed.'),
  legalBasis: text(1000, 'The article.', 'Surat edaran'),
  confidence: oneOf(confidences, 'How well the law is known here.'),
  start: time('What it is counted from.'),
  length: count('How long.'),
  unit: oneOf(['calendar-day', 'working-day', 'hour'] as const, 'In what.'),
  dueOn: legalDate('The last day.'),
  dueAt: instant('From this moment it is overdue.'),
  steps: list(
    Type.Object(
      {
        reason: oneOf(Object.keys(stepReasons) as (keyof typeof stepReasons)[], 'Why.'),
        from: time('The first day of the run, or the moment.'),
        to: time('The last day of the run, or the moment.'),
        count: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'How much of the length it adds.' }),
        total: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'How much is counted by then.' }),
      },
      { ...closed, description: 'A run of days or hours of one kind.' },
    ),
    5000,
    'The arithmetic, in the order of counting.',
  ),
}
const ObligationClock = named(
  'ObligationClock',
  Type.Object(clockFields, { ...closed, description: 'A clock of the law with its dates.' }),
)
const deadline = Type.Object(
  {
    number: count('Counts in the obligation.', 1),
    because: oneOf(deadlineCauses, 'Why there is a deadline, or a new one in place of the last.'),
    ...clockFields,
  },
  { ...closed, description: 'By when the penalty is imposed and reported.' },
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
      admissible: Type.Boolean({ description: 'Filed in time. What was filed late is inadmissible by itself.' }),
      filing: nullable(ref(ObligationClock), 'By when it had to be filed; null where the law names no clock.'),
      answerDue: nullable(ref(ObligationClock), 'By when it is to be answered; null where it is not.'),
      earlierAnswerDue: list(
        ref(ObligationClock),
        1000,
        'What `answerDue` was before the law was corrected, in order.',
      ),
      decision: nullable(fact(outcomeFields, 'Its outcome.'), 'Null until decided.'),
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
  suspended: Type.Boolean({ description: 'An appeal that suspends it is pending; nobody is late.' }),
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
      deadlines: list(deadline, 1000, 'Every deadline that it had, in order; the last one counts.'),
      next: nullable(
        Type.Object(
          {
            action: oneOf(['step', 'unblock-signal'] as const, 'What the service does next by itself.'),
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
        oneOf(obligationActs, 'An act.'),
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

export { ObligationClock }

type OnFile = { readonly state: Obligation; readonly sender: AgencyId; readonly receiver: AgencyId }

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
    deadlines: state.deadlines.map(({ number, because, ...clock }) => ({ number, because, ...toClock(clock) })),
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
    sanction: given.sanction ?? null,
    deviation: given.deviation ?? null,
    answer: answer && { ...facts(answer), explanation: answer.explanation },
  }
}

export function toAppeal(given: Obligation['appeals'][number], facts: Facts): Static<typeof AppealResource> {
  const { number, kind, filedOn, against, suspends, admissible, filing, answer, decision } = given
  return {
    ...facts(given),
    ...{ number, kind, filedOn, against, suspends, admissible },
    filing: filing && toClock(filing),
    answerDue: answer && toClock(answer),
    earlierAnswerDue: (given.replacedAnswers ?? []).map(toClock),
    decision: decision && withDecision(decision, facts),
  }
}

function withDecision(decision: NonNullable<Obligation['appeals'][number]['decision']>, facts: Facts) {
  const { outcome, instrument, explanation, penaltyClass } = decision
  return { ...facts(decision), outcome, instrument, explanation, ...(penaltyClass && { penaltyClass }) }
}

function toClock(given: Deadline): Static<typeof ObligationClock> {
  const { clock, clockVersion, calendarVersion, legalBasis, confidence, start, length, unit, dueOn, dueAt, steps } =
    given
  return {
    ...{ clock, clockVersion, calendarVersion, legalBasis, confidence, start, length, unit, dueOn, dueAt },
    steps: steps.map(({ reason, from, to, count, total }) => ({ reason, from, to, count, total })),
  }
}
