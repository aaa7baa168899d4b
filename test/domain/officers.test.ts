import t from 'tap'
import type { Mandate, PersonId, Role } from '../../src/domain/agencies.ts'
import { type Departure, decideDeparture, type RecordDeparture } from '../../src/domain/departure.ts'
import { decideEmergency, type EmergencyAccess, type EmergencyCommand, oversees } from '../../src/domain/emergency.ts'
import type { DepartureId, EmergencyAccessId, RecusalId } from '../../src/domain/ids.ts'
import { decideRecusal, type Recusal, type RecusalCommand, refusalWithoutOfficer } from '../../src/domain/recusal.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import type { RuleId } from '../../src/domain/rules.ts'
import { type ReferralAct, referralMoves } from '../../src/domain/transitions.ts'
import { frozen } from './case-file.ts'
import * as cast from './examples.ts'
import { commissioner, officers, on } from './examples.ts'

const { caseOfficer, secondCaseOfficer } = officers
const departureId = '018d5e00-0000-7000-8000-0000000000f1' as DepartureId

/** What is decided outside of cases: the rule that refuses, or what happens. */
function scenario(
  title: string,
  decide: () => readonly { type: string }[] | Rejection | undefined,
  then: RuleId | string[],
) {
  t.test(title, async t => {
    const decided = decide() ?? []
    if (typeof then === 'string') {
      t.ok(title.startsWith(then) && decided instanceof Rejection)
      t.equal(decided instanceof Rejection ? decided.rule : undefined, then)
    } else {
      t.strictSame(decided instanceof Rejection ? decided.rule : decided.map(({ type }) => type), then)
    }
  })
}

// Recusal

const recusal: Recusal = frozen({
  id: '018d5e00-0000-7000-8000-0000000000f3' as RecusalId,
  agency: cast.kasn,
  person: caseOfficer,
  violationId: cast.violationId,
  interest: 'family',
  explanation: 'A cousin.',
  declared: cast.caseOfficer(on(8)),
  lifting: null,
})
const lift: RecusalCommand = { type: 'LiftRecusal', act: commissioner(on(9)), reason: 'They are not related.' }
const lifted: Recusal = { ...recusal, lifting: { act: commissioner(on(9)), reason: 'They are not related.' } }

scenario('a supervisor lifts the recusal of a colleague', () => decideRecusal(recusal, lift), ['RecusalLifted'])
scenario('lifting it again for the same reason changes nothing', () => decideRecusal(lifted, lift), [])
scenario(
  'R-GEN-01 a recusal is not lifted for another reason',
  () => decideRecusal(lifted, { ...lift, reason: 'No.' }),
  'R-GEN-01',
)
const inRole = (role: Role, person = officers.commissioner) => ({ ...commissioner(on(9)), role, person })
const ofElections: Recusal = { ...recusal, declared: inRole('election-officer', caseOfficer) }
scenario(
  'a colleague in the same role lifts the recusal of an officer of an agency that is no party',
  () => decideRecusal(ofElections, { ...lift, act: inRole('election-officer') }),
  ['RecusalLifted'],
)
scenario(
  'R-OFF-15 nobody but a supervisor lifts a recusal that was declared in another role',
  () => decideRecusal(recusal, { ...lift, act: inRole('compliance-officer') }),
  'R-OFF-15',
)
scenario('R-OFF-15 a supervisor lifts it, whatever the role was', () => decideRecusal(ofElections, lift), [
  'RecusalLifted',
])
scenario(
  'R-OFF-05 nobody lifts their own recusal, supervisor or not',
  () => decideRecusal({ ...recusal, person: officers.commissioner }, lift),
  'R-OFF-05',
)
scenario(
  'R-OFF-03 nobody drafts while the officer of the case is recused or has left',
  () => refusalWithoutOfficer('decision-draft', true),
  'R-OFF-03',
)
scenario(
  'R-OFF-03 nobody revises while the officer of the case is recused or has left',
  () => refusalWithoutOfficer('decision-revision', true),
  'R-OFF-03',
)

t.test('without an officer everything else goes on, and with one everything', async t => {
  for (const act of Object.keys(referralMoves) as ReferralAct[]) {
    t.equal(refusalWithoutOfficer(act, false), undefined, act)
    const rests = act === 'decision-draft' || act === 'decision-revision'
    t.equal(refusalWithoutOfficer(act, true) === undefined, !rests, act)
  }
})

// Departure

const departure: RecordDeparture = {
  act: commissioner(on(9)),
  officer: caseOfficer,
  successor: secondCaseOfficer,
  reason: 'Transferred.',
  leftOn: on(9).slice(0, 10),
}
const standing: Departure = {
  id: departureId,
  officer: caseOfficer,
  successor: secondCaseOfficer,
  reason: 'Transferred.',
  leftOn: null,
  recorded: commissioner(on(8)),
}
const leaves = (changes: Partial<RecordDeparture>, known?: Departure) => () =>
  decideDeparture(known, { ...departure, ...changes })

scenario('a supervisor records that an officer has left', leaves({}), ['DepartureRecorded'])
scenario('R-OFF-06 nobody records their own departure', leaves({ officer: officers.commissioner }), 'R-OFF-06')
scenario('R-OFF-07 nobody follows themselves', leaves({ successor: caseOfficer }), 'R-OFF-07')
scenario('R-OFF-08 nobody has left tomorrow', leaves({ leftOn: on(10).slice(0, 10) }), 'R-OFF-08')
scenario(
  'the day of a departure is that of Jakarta',
  leaves({ act: commissioner('2024-02-09T17:30:00.000Z'), leftOn: '2024-02-10' }),
  ['DepartureRecorded'],
)
scenario('R-OFF-09 nobody leaves twice', leaves({}, standing), 'R-OFF-09')

// Emergency access

const bawaslu = cast.emergencyAccess.agency
const second = cast.emergencyAccess.confirmedBy
const mandates: Mandate[] = [
  { agency: bawaslu, mandate: 'election-supervision', from: '2018-01-01', to: null, legalBasis: 'UU 7/2017' },
  { agency: cast.bkn, mandate: 'civil-service-administration', from: '2018-01-01', to: null, legalBasis: 'UU 5/2014' },
]
const by = (person: PersonId, at: string, role: 'election-officer' | 'compliance-officer' = 'election-officer') =>
  ({ kind: 'person', agency: bawaslu, person, role, at }) as const
const minutes = (count: number) => new Date(Date.parse(on(9)) + count * 60_000).toISOString()
const first = cast.emergencyAccess.requestedBy
const asked: EmergencyAccess = frozen({
  id: '018d5e00-0000-7000-8000-0000000000f2' as EmergencyAccessId,
  referralId: cast.referralId,
  reason: 'court-order',
  explanation: 'Tonight.',
  requested: by(first, minutes(0)),
  confirmation: null,
})
const open: EmergencyAccess = { ...asked, confirmation: { act: by(second, minutes(10)), endsAt: minutes(25) } }
const ask = {
  type: 'RequestEmergencyAccess',
  act: by(first, minutes(0)),
  referralId: cast.referralId,
  reason: 'court-order',
  explanation: 'Tonight.',
} satisfies EmergencyCommand
const on_ =
  (access: EmergencyAccess | undefined, command: EmergencyCommand, held = mandates) =>
  () =>
    decideEmergency(access, held, command)
const confirmAt = (at: string, person = second, role: 'election-officer' | 'compliance-officer' = 'election-officer') =>
  ({ type: 'ConfirmEmergencyAccess', act: by(person, at, role), minutes: 15 }) satisfies EmergencyCommand
const readAt = (at: string, person = first) =>
  ({ type: 'UseEmergencyAccess', act: by(person, at) }) satisfies EmergencyCommand

scenario('an agency with oversight asks to read a referral', on_(undefined, ask), ['EmergencyAccessRequested'])
scenario('R-OFF-11 an agency without oversight asks in vain', on_(undefined, ask, []), 'R-OFF-11')
scenario(
  'R-OFF-11 a personnel authority has no oversight, whatever else it is',
  on_(undefined, ask, [
    ...mandates,
    { agency: bawaslu, mandate: 'personnel-authority', from: '2018-01-01', to: null, legalBasis: 'UU 5/2014' },
  ]),
  'R-OFF-11',
)
scenario('a second person confirms', on_(asked, confirmAt(minutes(10))), ['EmergencyAccessConfirmed'])
scenario('confirming again changes nothing', on_(open, confirmAt(minutes(11))), [])
scenario('R-OFF-12 who asked does not confirm', on_(asked, confirmAt(minutes(10), first)), 'R-OFF-12')
scenario(
  'R-OFF-12 nobody confirms in another role',
  on_(asked, confirmAt(minutes(10), second, 'compliance-officer')),
  'R-OFF-12',
)
scenario('R-OFF-14 an hour later nobody confirms', on_(asked, confirmAt(minutes(60))), 'R-OFF-14')
scenario('who asked reads while it is open', on_(open, readAt(minutes(24))), ['EmergencyAccessUsed'])
scenario('R-OFF-13 who confirmed does not read', on_(open, readAt(minutes(11), second)), 'R-OFF-13')
scenario('R-OFF-14 nobody reads before it is confirmed', on_(asked, readAt(minutes(1))), 'R-OFF-14')
scenario('R-OFF-14 nobody reads when it has ended', on_(open, readAt(minutes(25))), 'R-OFF-14')

t.test('an access ends as the server is set, and never after more than fifteen minutes', async t => {
  for (const [set, ends] of [
    [1, 11],
    [15, 25],
    [600, 25],
  ] as const) {
    const decided = decideEmergency(asked, mandates, { ...confirmAt(minutes(10)), minutes: set })
    t.strictSame(decided, [{ type: 'EmergencyAccessConfirmed', data: { endsAt: minutes(ends) } }])
  }
})

t.test('oversight is held by election supervisors and the civil-service agency, and ends with the mandate', async t => {
  const ended = mandates.map(mandate => ({ ...mandate, to: '2024-03-01' }))
  t.ok(oversees(mandates, bawaslu, '2024-02-09') && oversees(mandates, cast.bkn, '2024-02-09'))
  t.notOk(oversees(ended, bawaslu, '2024-03-01'))
  for (const agency of [cast.kominfo, cast.kasn]) t.notOk(oversees(cast.mandates, agency, '2024-02-09'), agency)
})
