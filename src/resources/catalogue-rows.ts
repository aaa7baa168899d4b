import Type, { type TProperties } from 'typebox'
import { mandateKinds } from '../domain/agencies.ts'
import { candidateStatuses, clockUnits, confidences, reasonKinds, remedies } from '../domain/catalogue.ts'
import { decisionTracks, penaltyClasses } from '../domain/decision.ts'
import { employeeTypes, interactions } from '../domain/violation-content.ts'
import { named } from '../http/named-schema.ts'
import { Agency, closed, count, instant, legalDate, list, nullable, oneOf, text } from './words.ts'

/** The rows of the catalogues: files are checked with these schemas at start, and replies are described with them. */

const code = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$',
    description,
    examples: [example],
  })

const word = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 60, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', description, examples: [example] })

export function bilingual(description: string) {
  return Type.Object(
    {
      id: text(1000, 'In Indonesian.', 'Teguran lisan'),
      en: text(1000, 'In English.', 'Oral reprimand'),
    },
    { ...closed, description },
  )
}

const confidence = oneOf(
  confidences,
  'How well it is known: read in a public source, remembered but not read again, or concluded from other facts.',
)
const legalBasis = text(1000, 'The instrument and article as it is cited.', 'PP 94/2021 Pasal 8')

const everyRow = {
  code: code('The code, which several rows may carry one after the other.', 'KE-04'),
  from: legalDate('The first day on which the row is valid (Asia/Jakarta).'),
  to: nullable(legalDate('The day on which it is no longer valid.'), 'Null while no end is known.'),
  name: bilingual('What it says.'),
  legalBasis,
  confidence,
  note: Type.Optional(bilingual('What the sources leave open.')),
  externalCodes: Type.Record(
    Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    text(200, 'The code there.', '11EC54D9B3B457B1E050640A15026590'),
    { description: 'Codes of the same thing in other systems, by the system’s short name.' },
  ),
}

function rowOf<Properties extends TProperties>(name: string, properties: Properties, description: string) {
  return named(name, Type.Object({ ...everyRow, ...properties }, { ...closed, description }))
}

const tracks = decisionTracks.filter(track => track !== 'criminal')

export const ViolationTypeRow = rowOf(
  'ViolationType',
  {
    track: oneOf(tracks, 'The list it stands in.'),
    candidateStatus: oneOf([...candidateStatuses, 'any'] as const, 'What the candidate was on the day of the act.'),
    digital: oneOf(['yes', 'no', 'either'] as const, 'Whether the act is digital.'),
    interactions: list(
      oneOf(interactions, 'A digital verb.'),
      interactions.length,
      'The digital verbs that it covers; empty where it names none.',
    ),
    conduct: word('The conduct; the same in both lists.', 'campaign-account-interaction'),
    employeeTypes: list(oneOf(employeeTypes, 'A kind of civil servant.'), employeeTypes.length, 'Whom it is about.'),
    breaches: list(code('A provision.', 'pp-94-2021-art-5-n-5'), 20, 'The provisions that it breaches.'),
    penaltyClass: nullable(
      oneOf(penaltyClasses, 'The class of penalty.'),
      'Null where the sources do not show the level.',
    ),
    penaltyProvisions: list(code('A provision.', 'pp-94-2021-art-14-i-3'), 20, 'The provisions that set the class.'),
  },
  'A row of the joint decree’s two lists.',
)

export const ProvisionRow = rowOf(
  'Provision',
  {
    instrument: text(200, 'The instrument.', 'PP 94/2021'),
    article: text(200, 'The article.', 'Pasal 5 huruf n angka 5'),
    consequences: list(
      code('A provision.', 'pp-94-2021-art-14-i-3'),
      20,
      'The provisions that attach the consequence; numbers are never compared.',
    ),
  },
  'An article of the law.',
)

export const SanctionRow = rowOf(
  'Sanction',
  {
    track: oneOf(tracks, 'The track it belongs to.'),
    penaltyClass: oneOf(penaltyClasses, 'The class of penalty.'),
    employeeTypes: list(oneOf(employeeTypes, 'A kind of civil servant.'), employeeTypes.length, 'Whom it is for.'),
    agency: nullable(Agency, 'The one agency whose own regulation it is, or null for all.'),
    severity: count('Its place in the ladder; more is heavier.'),
    parameters: Type.Object(
      {
        percent: Type.Optional(count('How much of the allowance.', 1)),
        months: Type.Optional(count('For how many months.', 1)),
      },
      { ...closed, description: 'What it is measured by.' },
    ),
    enforceableFrom: nullable(
      legalDate('From which day it may be imposed.'),
      'Null: not before a regulation that is still missing.',
    ),
    interimSubstitute: nullable(code('A sanction.', 'PP94-M1-INTERIM'), 'What stands in for it until then.'),
    remedy: nullable(
      oneOf(remedies, 'What is open to the person against it (PP 79/2021).'),
      'Null where nothing is open against it.',
    ),
  },
  'A sanction.',
)

export const CriminalProvisionRow = rowOf(
  'CriminalProvision',
  {
    regime: oneOf(['pemilu', 'pilkada'] as const, 'General or regional elections.'),
    article: text(200, 'The article.', '494'),
    subjects: list(word('A subject.', 'asn-official'), 20, 'Who can commit it.'),
    civilServants: oneOf(
      ['any', 'officials', 'none'] as const,
      'Which civil servants are among them: any, officials alone, or none unless they are something else besides.',
    ),
    conduct: bilingual('The act.'),
    penalty: Type.Object(
      {
        kind: oneOf(
          ['kurungan', 'penjara', 'none'] as const,
          'Light imprisonment, imprisonment, or a norm without one.',
        ),
        leastMonths: Type.Optional(count('At least so many months.')),
        mostMonths: Type.Optional(count('At most so many months.')),
        leastFineRupiah: Type.Optional(count('A fine of at least this.')),
        mostFineRupiah: Type.Optional(count('A fine of at most this.')),
        relation: Type.Optional(oneOf(['and', 'and-or'] as const, 'Imprisonment and fine, or either.')),
      },
      { ...closed, description: 'What it threatens.' },
    ),
  },
  'A criminal provision of the election laws.',
)

export const ChecklistRow = rowOf(
  'Checklist',
  {
    violationTypes: list(
      code('A violation type.', 'KE-04'),
      100,
      'Violation types that it is for; empty: all that have none of their own.',
    ),
    items: list(
      Type.Object(
        {
          code: word('The code that a return cites.', 'evidence'),
          kind: oneOf(['formal', 'material'] as const, 'A formal or a material requirement.'),
          name: bilingual('The requirement in the receiver’s words.'),
          legalBasis,
          confidence,
          test: nullable(
            Type.Union([
              Type.Object(
                {
                  present: Type.String({
                    maxLength: 200,
                    pattern: '^(/[A-Za-z0-9*]+)+$',
                    description: 'A member of the content that must be there; `*` for every element.',
                    examples: ['/place/onlineLocation'],
                  }),
                },
                closed,
              ),
              Type.Object({ leastEvidence: count('So many clean items of evidence.', 1) }, closed),
            ]),
            'What the service looks at by itself; null: the receiver’s officer judges.',
          ),
          required: Type.Boolean({ description: 'Whether a gap will be returned, or is only advised against.' }),
        },
        closed,
      ),
      100,
      'The requirements.',
    ),
    mostRounds: count('How often a referral may be returned under it.', 1),
    completionClock: code('A clock.', 'return-completion'),
  },
  'What a receiver asks of a referral.',
)

export const ReasonCodeRow = rowOf(
  'ReasonCode',
  { kind: oneOf(reasonKinds, 'What it is a reason for; a code counts within its kind.') },
  'A reason.',
)

const offices = ['president', 'dpr', 'dpd', 'dprd', 'governor', 'regent-mayor'] as const

export const ContestRow = rowOf(
  'Contest',
  {
    regime: oneOf(['pemilu', 'pilkada'] as const, 'General or regional elections.'),
    offices: list(oneOf(offices, 'An office.'), offices.length, 'What is voted on.'),
    regions: list(code('A region.', '33.09'), 1000, 'The regions it is held in; empty: everywhere.'),
    fixedAt: nullable(instant('From this instant a candidate is fixed.'), 'Null while nobody knows.'),
    campaign: nullable(
      Type.Object({ from: legalDate('The first day.'), to: legalDate('The last day.') }, closed),
      'The campaign; null while nobody knows.',
    ),
    votingDay: legalDate('The day of the vote.'),
    finalAt: nullable(
      instant('From this instant the result is final and nobody is a candidate any more.'),
      'Null while nobody knows.',
    ),
  },
  'An election with its calendar.',
)

export const ClockRow = rowOf(
  'Clock',
  {
    startsOn: word('The event that starts it.', 'referral-received'),
    length: count('How long it is.', 1),
    unit: oneOf(clockUnits, 'In which unit.'),
    calendar: nullable(code('A calendar.', 'national'), 'Null for calendar days and hours.'),
    direction: oneOf(['forward', 'backward'] as const, 'Backward clocks end before their start.'),
    countsStartDay: Type.Boolean({ description: 'Whether the day of the start is the first that counts.' }),
    rollsForward: Type.Boolean({ description: 'Whether an end on a day of rest moves to the next working day.' }),
    zone: text(60, 'The time zone of its days.', 'Asia/Jakarta'),
    bearer: nullable(oneOf(mandateKinds, 'Whose duty it is, by mandate.'), 'Null: of somebody outside the service.'),
    onExpiry: bilingual('What happens when it has run out.'),
  },
  'A legal deadline as the law states it.',
)

export const WorkingCalendarRow = rowOf(
  'WorkingCalendar',
  {
    restDays: list(
      Type.Integer({ format: 'int32', minimum: 0, maximum: 6, description: '0 is Sunday.' }),
      7,
      'Weekly days of rest.',
    ),
    days: list(
      Type.Object(
        {
          date: legalDate('The day.'),
          kind: oneOf(
            ['public-holiday', 'joint-leave', 'working-day'] as const,
            'A holiday, collective leave, or a day of rest that is worked.',
          ),
          name: bilingual('What day it is.'),
          legalBasis,
          confidence,
        },
        closed,
      ),
      5000,
      'Days that differ from their weekday, in order.',
    ),
  },
  'A calendar of working days.',
)

export const RegionRow = rowOf(
  'Region',
  {
    kind: oneOf(['province', 'regency', 'city'] as const, 'What kind of region it is.'),
    parent: nullable(code('A region.', '33'), 'The region it is part of.'),
  },
  'A region, by the code of the Ministry of Home Affairs.',
)

export const EscalationStepRow = rowOf(
  'EscalationStep',
  {
    obligation: word('The obligation it belongs to.', 'penalty-imposition'),
    order: count('Which step it is.', 1),
    clock: code('The clock that must have run out since the step before.', 'reminder-answer'),
    actor: oneOf(mandateKinds, 'Who takes it, by mandate.'),
    addressee: oneOf([...mandateKinds, 'home-affairs', 'obliged-agency'] as const, 'To whom.'),
    effect: oneOf(['none', 'data-block'] as const, 'What it brings about.'),
  },
  'A step taken when somebody who must act stays silent.',
)

/** Of an entry, whoever shows one. */
export const changeFields = {
  version: count('Counts 1, 2, 3, … in the catalogue.', 1),
  date: legalDate('The day of the change.'),
  by: text(200, 'Who changed it.', 'Biro Hukum KASN'),
  why: text(2000, 'Why.', 'The level of PD-17 was read in the decree.'),
}

export const ChangeEntry = Type.Object(changeFields, { ...closed, description: 'One change of a catalogue.' })

/** Every catalogue with the shape of its rows. */
export const catalogueRows = {
  'violation-types': ViolationTypeRow,
  provisions: ProvisionRow,
  sanctions: SanctionRow,
  'criminal-provisions': CriminalProvisionRow,
  checklists: ChecklistRow,
  'reason-codes': ReasonCodeRow,
  contests: ContestRow,
  clocks: ClockRow,
  calendars: WorkingCalendarRow,
  regions: RegionRow,
  'escalation-steps': EscalationStepRow,
} as const
