import t from 'tap'
import type { DepartureId } from '../../src/domain/ids.ts'
import { decideReferral, type ReferralCommand } from '../../src/domain/referral.ts'
import { type CaseEvent, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { commissioner, history, officers, on } from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const { caseOfficer, secondCaseOfficer } = officers
const departureId = '018d5e00-0000-7000-8000-0000000000f1' as DepartureId

const reassign: ReferralCommand = {
  type: 'ReassignCase',
  act: commissioner(on(13)),
  officer: secondCaseOfficer,
  reason: 'On leave until March.',
}
const reassigned: CaseEvent = {
  type: 'CaseReassigned',
  act: commissioner(on(13)),
  data: { number: 1, officer: secondCaseOfficer, reason: 'On leave until March.' },
}
const inherit: ReferralCommand = {
  type: 'InheritCase',
  act: {
    kind: 'system',
    agency: cast.kasn,
    person: cast.emergencyAccess.requestedBy,
    role: 'case-succession',
    at: on(13),
  },
  officer: secondCaseOfficer,
  departed: caseOfficer,
  departureId,
}

for (const status of ['under-examination', 'decided', 'closed'] as const) {
  scenario(
    `a case that is ${status} goes to another officer`,
    history[status],
    reassign,
    happens({ type: 'CaseReassigned', data: reassigned.data }),
  )
}
for (const status of ['accepted', 'withdrawn'] as const) {
  scenario(`R-OFF-01 a case that is ${status} goes to nobody else`, history[status], reassign, refused('R-OFF-01'))
}
scenario(
  'R-OFF-02 a case is not reassigned to the officer who has it',
  history['under-examination'],
  { ...reassign, officer: caseOfficer },
  refused('R-OFF-02', '/officer'),
)
scenario(
  'a case whose officer has left goes to the successor',
  history['under-examination'],
  inherit,
  happens({ type: 'CaseInherited', data: { number: 1, officer: secondCaseOfficer, departureId } }),
)
scenario(
  'a case that was reassigned meanwhile stays where it is',
  [...history['under-examination'], reassigned],
  inherit,
  nothing,
)
scenario('a closed case with nothing left to decide is not inherited', history.closed, inherit, nothing)
scenario('R-OFF-01 a case that is withdrawn is not inherited', history.withdrawn, inherit, refused('R-OFF-01'))

t.test('a closed case in which an appeal is to come to something is inherited', async t => {
  const { referral } = replay(history.closed).matters[0]!
  const appealed = { ...referral, obligations: { total: 1, unsettled: [1] } }
  t.strictSame(decideReferral(appealed, inherit), [
    { type: 'CaseInherited', data: { number: 1, officer: secondCaseOfficer, departureId } },
  ])
})

t.test('the officer before stays on record, with who changed it and why', async t => {
  const { referral } = replay([...history['under-examination'], reassigned]).matters[0]!
  t.equal(referral.assignment?.officer, secondCaseOfficer)
  t.strictSame(referral.reassignments, [
    { ...reassigned.data, before: caseOfficer, departureId: null, act: commissioner(on(13)) },
  ])
})

scenario(
  'R-DEC-02 whoever drafted does not issue, whoever has the case now',
  [...history['under-examination'], cast.drafted(1, cast.disciplinary), reassigned],
  { type: 'IssueDecision', act: { ...commissioner(on(14)), person: caseOfficer }, number: 1 },
  refused('R-DEC-02'),
)

scenario(
  'the parties are told of an emergency access',
  history.received,
  { type: 'TellOfEmergency', act: cast.referrer(on(13)), access: cast.emergencyAccess },
  happens({ type: 'EmergencyAccessOpened', data: cast.emergencyAccess }),
)
scenario(
  'and told once',
  [...history.received, { type: 'EmergencyAccessOpened', act: cast.referrer(on(13)), data: cast.emergencyAccess }],
  { type: 'TellOfEmergency', act: cast.referrer(on(14)), access: cast.emergencyAccess },
  nothing,
)
