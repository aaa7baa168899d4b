import t from 'tap'
import { evolveViolation } from '../../src/domain/violation.ts'
import { missingFrom, type ReportedPerson, type ViolationContent } from '../../src/domain/violation-content.ts'
import { type CaseCommand, type CaseEvent, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  clarified,
  documented,
  finding,
  history,
  on,
  recorded,
  recordedAs,
  sari,
  stranger,
  without,
} from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const record = (content: ViolationContent, reporterId: typeof cast.reporterId | null = null): CaseCommand => ({
  type: 'RecordViolation',
  act: cast.recorder(on(1)),
  id: cast.violationId,
  content,
  reporterId,
})
const change = (content: ViolationContent, newPersons: readonly ReportedPerson[] = []): CaseCommand => ({
  type: 'ChangeViolation',
  act: cast.recorder(on(3)),
  content,
  newPersons: newPersons.map(person => person.id),
})
const document: CaseCommand = { type: 'DocumentViolation', act: cast.recorder(on(3)) }
const notAnAsn = { reason: 'not-an-asn', explanation: 'The account belongs to somebody else.' } as const
const dismiss = (explanation: string = notAnAsn.explanation): CaseCommand => ({
  type: 'DismissViolation',
  act: cast.referrer(on(3)),
  dismissal: { ...notAnAsn, explanation },
})
const report: ViolationContent = { ...finding, source: { kind: 'report', channel: 'asn-self-report' } }

// Recording

scenario(
  'a violation is recorded with what is known about it',
  [],
  record({ source: finding.source, reportedPersons: [] }),
  happens({
    type: 'ViolationRecorded',
    data: { id: cast.violationId, content: { source: finding.source, reportedPersons: [] }, reporterId: null },
  }),
)

scenario(
  'a report is recorded with the id of its reporter, and nothing more about the reporter',
  [],
  record(report, cast.reporterId),
  happens({
    type: 'ViolationRecorded',
    data: { id: cast.violationId, content: report, reporterId: cast.reporterId },
  }),
)

scenario('a violation that is recorded already is not recorded again', [recorded], record(finding), nothing)

scenario('R-VIO-06 a report without a reporter is not recorded', [], record(report), refused('R-VIO-06', '/reporter'))

scenario(
  'R-VIO-06 a finding with a reporter is not recorded',
  [],
  record(finding, cast.reporterId),
  refused('R-VIO-06', '/reporter'),
)

scenario(
  'R-VIO-07 a finding does not come from the public portal',
  [],
  record({ ...finding, source: { kind: 'finding', channel: 'public-portal' } }),
  refused('R-VIO-07', '/source/channel'),
)

scenario(
  'R-VIO-07 a report does not come from patrol',
  [],
  record({ ...finding, source: { kind: 'report', channel: 'patrol' } }, cast.reporterId),
  refused('R-VIO-07', '/source/channel'),
)

scenario(
  'R-VIO-03 a violation is not known before it happened',
  [],
  record({ ...finding, occurredAt: '2024-01-10T09:30:00+07:00', knownAt: '2024-01-10T09:29:59+07:00' }),
  refused('R-VIO-03', '/knownAt'),
)

scenario(
  'times are compared as instants, whatever zone they are written in',
  [],
  record({ ...finding, occurredAt: '2024-01-10T09:30:00+09:00', knownAt: '2024-01-10T07:30:00+07:00' }),
  happens({
    type: 'ViolationRecorded',
    data: {
      id: cast.violationId,
      content: { ...finding, occurredAt: '2024-01-10T09:30:00+09:00', knownAt: '2024-01-10T07:30:00+07:00' },
      reporterId: null,
    },
  }),
)

scenario(
  'R-VIO-04 a violation has not happened in the future, nor become known there',
  [],
  record({ ...finding, occurredAt: '2024-02-01T02:00:00.001Z', knownAt: '2024-02-02T00:00:00Z' }),
  refused('R-VIO-04', '/occurredAt', '/knownAt'),
)

scenario(
  'a violation may happen and become known in the very moment it is recorded',
  [],
  record({ ...finding, occurredAt: on(1), knownAt: '2024-02-01T09:00:00+07:00' }),
  happens({
    type: 'ViolationRecorded',
    data: {
      id: cast.violationId,
      content: { ...finding, occurredAt: on(1), knownAt: '2024-02-01T09:00:00+07:00' },
      reporterId: null,
    },
  }),
)

// Changing

scenario(
  'a draft is changed and stays a draft, complete or not',
  [recordedAs(cast.withoutPlace)],
  change(finding),
  happens({ type: 'ViolationChanged', data: { content: finding, complete: true } }),
)

scenario(
  'a change says when it takes something away that documentation needs',
  [recorded, documented],
  change(cast.withoutPlace),
  happens({ type: 'ViolationChanged', data: { content: cast.withoutPlace, complete: false } }),
)

scenario('a change that changes nothing leaves no event', [recorded, documented], change({ ...finding }), nothing)

scenario(
  'a change that changes nothing leaves no event even where no change is possible',
  history.accepted,
  change(finding),
  nothing,
)

scenario(
  'R-VIO-02 a violation is not changed while it is with the receiving agency',
  history.sent,
  change(clarified),
  refused('R-VIO-02'),
)

scenario(
  'R-VIO-02 a dismissed violation is not changed',
  [recorded, cast.dismissed],
  change(clarified),
  refused('R-VIO-02'),
)

for (const status of ['returned', 'rejected', 'withdrawn'] as const) {
  scenario(
    `a violation is changed again when its referral is ${status}`,
    history[status],
    { ...change(clarified), act: cast.recorder(on(9)) },
    happens({ type: 'ViolationChanged', data: { content: clarified, complete: true } }),
  )
}

scenario(
  'a reported person may be added under a new id, and left out again',
  [recorded],
  change({ ...finding, reportedPersons: [stranger] }, [stranger]),
  happens({
    type: 'ViolationChanged',
    data: { content: { ...finding, reportedPersons: [stranger] }, complete: true },
  }),
)

scenario(
  'R-VIO-08 a change does not name a reported person the violation does not have',
  [recorded],
  change(cast.findingOnTwo),
  refused('R-VIO-08', '/reportedPersons/1/id'),
)

scenario(
  'R-VIO-08 a change does not name a reported person twice',
  [recorded],
  change({ ...finding, reportedPersons: [sari, stranger, { ...sari }, stranger] }, [stranger]),
  refused('R-VIO-08', '/reportedPersons/2/id', '/reportedPersons/3/id'),
)

scenario(
  'R-VIO-06 a change does not make a finding a report without a reporter',
  [recorded],
  change(report),
  refused('R-VIO-06', '/reporter'),
)

scenario(
  'R-VIO-07 a change does not move a finding to the channel of a report',
  [recorded],
  change({ ...finding, source: { kind: 'finding', channel: 'agency' } }),
  refused('R-VIO-07', '/source/channel'),
)

scenario(
  'R-VIO-03 a change does not make a violation known before it happened',
  [recorded],
  change({ ...finding, knownAt: '2024-01-01T00:00:00Z' }),
  refused('R-VIO-03', '/knownAt'),
)

scenario(
  'R-VIO-04 a change does not put the event into the future',
  [recorded],
  change({ ...finding, occurredAt: '2024-02-20T00:00:00Z' }),
  refused('R-VIO-04', '/occurredAt'),
)

// Documenting

scenario('a complete draft is documented', [recorded], document, happens({ type: 'ViolationDocumented', data: {} }))

scenario('documenting twice changes nothing', [recorded, documented], document, nothing)

scenario('documenting stands while the violation is referred', history['under-examination'], document, nothing)

scenario('documenting stands when a complete violation comes back', history.rejected, document, nothing)

scenario(
  'R-VIO-01 what lacks everything is not documented, and the refusal lists what is missing',
  [recordedAs({ source: finding.source, reportedPersons: [] })],
  document,
  refused(
    'R-VIO-01',
    { pointer: '/eventDescription', code: 'missing' },
    { pointer: '/occurredAt', code: 'missing' },
    { pointer: '/knownAt', code: 'missing' },
    { pointer: '/place', code: 'missing' },
    { pointer: '/reportedPersons', code: 'missing' },
  ),
)

for (const field of ['eventDescription', 'occurredAt', 'knownAt', 'place'] as const) {
  scenario(
    `R-VIO-01 a violation without ${field} is not documented`,
    [recordedAs(without(finding, field))],
    document,
    refused('R-VIO-01', { pointer: `/${field}`, code: 'missing' }),
  )
}

scenario(
  'R-VIO-01 a place that says nothing is missing',
  [recordedAs({ ...finding, place: {} })],
  document,
  refused('R-VIO-01', { pointer: '/place', code: 'missing' }),
)

scenario(
  'R-VIO-01 a change that broke completeness undoes the documentation',
  [recorded, documented, cast.changed(cast.withoutPlace, false)],
  document,
  refused('R-VIO-01', { pointer: '/place', code: 'missing' }),
)

scenario(
  'what a change broke and another completed is documented anew',
  [recorded, documented, cast.changed(cast.withoutPlace, false), cast.changed(finding)],
  document,
  happens({ type: 'ViolationDocumented', data: {} }),
)

scenario(
  'documenting stands when the documented violation is dismissed',
  [recorded, documented, cast.dismissed],
  document,
  nothing,
)

scenario(
  'R-VIO-09 a violation whose documentation a change undid is not documented once dismissed',
  [recorded, documented, cast.changed(cast.withoutPlace, false), cast.dismissed],
  document,
  refused('R-VIO-09'),
)

scenario('R-VIO-09 a dismissed draft is not documented', [recorded, cast.dismissed], document, refused('R-VIO-09'))

t.test('a violation is complete with description, times, place and one reported person, known or not', async t => {
  t.strictSame(missingFrom({ ...finding, reportedPersons: [stranger] }), [])
  const { suggestedCategory: _, interaction: __, ...rest } = finding
  t.strictSame(missingFrom(rest), [], 'category and interaction may stay open')
})

// Dismissing

for (const reason of ['not-an-asn', 'other']) {
  scenario(
    `a draft is dismissed as ${reason}`,
    [recorded],
    { type: 'DismissViolation', act: cast.referrer(on(3)), dismissal: { reason, explanation: 'Looked into.' } },
    happens({ type: 'ViolationDismissed', data: { reason, explanation: 'Looked into.' } }),
  )
}

scenario(
  'a documented violation is dismissed',
  [recorded, documented],
  dismiss(),
  happens({ type: 'ViolationDismissed', data: notAnAsn }),
)

scenario('dismissing twice for the same reason changes nothing', [recorded, cast.dismissed], dismiss(), nothing)

scenario(
  'R-GEN-01 a dismissal is not given another explanation',
  [recorded, cast.dismissed],
  dismiss('A parody.'),
  refused('R-GEN-01'),
)

for (const status of ['sent', 'returned', 'decided', 'closed'] as const) {
  scenario(
    `R-VIO-05 a violation is not dismissed while its referral is ${status}`,
    history[status],
    dismiss(),
    refused('R-VIO-05'),
  )
}

for (const status of ['rejected', 'withdrawn'] as const) {
  scenario(
    `a violation is dismissed after its referral was ${status}`,
    history[status],
    dismiss(),
    happens({ type: 'ViolationDismissed', data: notAnAsn }),
  )
}

// What the log says

t.test('a violation begins as a draft of which nothing has come yet', async t => {
  t.strictSame(replay([recorded]).violation, {
    id: cast.violationId,
    owner: cast.kominfo,
    status: 'draft',
    content: finding,
    reporterId: null,
    recorders: [cast.officers.recorder],
    referralId: null,
    documentedAt: null,
    dismissal: null,
    recordedAt: on(1),
    changedAt: on(1),
  })
})

t.test('everybody who recorded, changed or documented a violation is one of its recorders, once', async t => {
  const violation = [recorded, cast.changed(clarified), cast.changed(finding), documented]
    .map(event => event as Parameters<typeof evolveViolation>[1])
    .concat({ type: 'ViolationChanged', act: cast.secondRecorder(on(3)), data: { content: finding, complete: true } })
    .reduce<ReturnType<typeof evolveViolation> | undefined>(evolveViolation, undefined)
  t.strictSame(violation?.recorders, [cast.officers.recorder, cast.officers.secondRecorder])
})

t.test('no act on a violation that was never recorded', async t => {
  t.throws(() => evolveViolation(undefined, { type: 'ViolationDocumented', act: cast.recorder(on(2)), data: {} }))
})

const marks = { excerpts: ['liked a post'], evidence: [] }
const changeAs = (act: CaseCommand['act'], content: ViolationContent): CaseCommand => ({
  type: 'ChangeViolation',
  act,
  content,
  newPersons: [],
})

scenario(
  'a referrer marks what may go on, which is not recording: they may still refer it',
  [recorded],
  changeAs(cast.referrer(on(3)), { ...finding, releasable: marks, confidentiality: 'limited' }),
  happens({
    type: 'ViolationChanged',
    data: { content: { ...finding, releasable: marks, confidentiality: 'limited' }, complete: true },
  }),
)

scenario(
  'R-ACC-05 a referrer changes nothing else of it',
  [recorded],
  changeAs(cast.referrer(on(3)), {
    ...finding,
    releasable: marks,
    eventDescription: 'He liked a post.',
    interaction: 'share',
  }),
  refused('R-ACC-05', '/eventDescription', '/interaction'),
)

scenario(
  'R-VIO-10 what is marked to go on stands in the description word for word',
  [recorded],
  change({ ...finding, releasable: { excerpts: ['liked a post', 'Liked a post'], evidence: [] } }),
  refused('R-VIO-10', '/releasable/excerpts/1'),
)

scenario(
  'R-VIO-10 whoever changes the description marks it anew',
  [{ ...recorded, data: { ...recorded.data, content: { ...finding, releasable: marks } } }],
  change({ ...finding, releasable: marks, eventDescription: 'He followed an account.' }),
  refused('R-VIO-10', '/releasable/excerpts/0'),
)

t.test('whoever marks what may go on is not among the recorders', async t => {
  const marked: CaseEvent = {
    type: 'ViolationChanged',
    act: cast.referrer(on(3)),
    data: { content: { ...finding, releasable: marks }, complete: true },
  }
  t.strictSame(replay([recorded, marked]).violation?.recorders, [cast.officers.recorder])
})
