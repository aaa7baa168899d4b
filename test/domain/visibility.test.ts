import t from 'tap'
import type { AgencyId, Mandate } from '../../src/domain/agencies.ts'
import type { ReferralId } from '../../src/domain/ids.ts'
import {
  type Opening,
  type Related,
  whoCanReadReporter,
  whoCanSee,
  whoCanSeeForATime,
} from '../../src/domain/visibility.ts'
import * as cast from './examples.ts'

const kominfo = 'kominfo' as AgencyId
const kasn = 'kasn' as AgencyId
const bkn = 'bkn' as AgencyId
const referralId = '018f0000-0000-7000-8000-000000000001' as ReferralId
const held = (agency: AgencyId, mandate: Mandate['mandate'], from: string, to: string | null): Mandate => ({
  agency,
  mandate,
  from,
  to,
  legalBasis: 'UU 5/2014',
})
const mandates = [
  held(kominfo, 'neutrality-monitoring', '2020-01-01', null),
  held(kasn, 'merit-supervision', '2014-01-15', '2024-08-24'),
  held(bkn, 'merit-supervision', '2024-08-24', null),
]

const owner: Related = { agency: kominfo, relation: 'owner', referralId: null }
const sender: Related = { agency: kominfo, relation: 'sender', referralId }
const receiver: Related = { agency: kasn, relation: 'receiver', referralId }

t.test('a violation is seen by its owner alone, in the roles of its mandate', async t => {
  const sights = whoCanSee([owner], mandates, '2024-02-14')
  t.strictSame(
    sights.map(({ act }) => act),
    ['violation-reading', 'evidence-reading', 'evidence-opening', 'evidence-download'],
  )
  for (const { agency, roles, until, rule } of sights) {
    t.strictSame(
      { agency, roles, until, rule },
      { agency: kominfo, roles: ['recorder', 'referrer'], until: null, rule: 'R-ACC-01' },
    )
  }
})

t.test('a referral is seen by both sides, and what a decision rests on by the receiver alone', async t => {
  const acts = (related: Related) => whoCanSee([related], mandates, '2024-02-14').map(({ act }) => act)
  const both = ['referral-reading', 'evidence-reading', 'evidence-opening', 'evidence-download']
  t.strictSame(acts(sender), both)
  t.strictSame(acts(receiver), [...both, 'decision-evidence'])
})

t.test('who sees by a mandate sees until it ends', async t => {
  const lastDay = whoCanSee([receiver], mandates, '2024-08-23')
  t.ok(lastDay.length > 0)
  for (const { until } of lastDay) t.equal(until, '2024-08-24')
  t.strictSame(whoCanSee([receiver], mandates, '2024-08-24'), [], 'on that date it has ended')
})

const boyolali = 'boyolali' as AgencyId
const bawaslu = 'bawaslu' as AgencyId
const evening = '2024-02-14T20:00:00.000Z'
const night = '2024-02-14T21:00:00.000Z'
const nothing: Opening = {
  id: referralId,
  receiver: kasn,
  status: 'under-examination',
  copies: [],
  reporterRequests: [],
  emergencyAccesses: [],
  implications: [],
  handovers: [],
  decisions: [],
  concerned: [],
  formerHolders: [],
}
const given = (changes: object = {}, evidence: readonly object[] = []) =>
  ({
    recipient: boyolali,
    until: night,
    ending: null,
    copy: { evidence },
    ...changes,
  }) as unknown as Opening['copies'][0]
const withMandates = [
  ...mandates,
  held(boyolali, 'personnel-authority', '2014-01-15', null),
  held(bawaslu, 'election-supervision', '2017-08-16', null),
]
const seenAt = (opening: Partial<Opening>, now: string, held = withMandates) =>
  whoCanSeeForATime({ ...nothing, ...opening }, held, now).map(
    ({ agency, relation, act, roles, person, rule, until }) =>
      [agency, relation, act, roles.join(), person, rule, until].join(' '),
  )

t.test('an obligation is seen by whom it concerns, while they hold their mandate', async t => {
  const row = 'boyolali concerned obligation-reading personnel-officer  R-ACC-01 '
  t.strictSame(seenAt({ concerned: [boyolali, bawaslu] }, evening), [row], 'and by nobody who has no such role')
  t.strictSame(seenAt({ concerned: [boyolali] }, evening, mandates), [])
})

t.test('a hand-over that had ended is seen by archivists of whose it was, with or without a mandate', async t => {
  const row = (agency: AgencyId) => `${agency} former-receiver former-handover-reading archivist  R-ACC-01 `
  t.strictSame(seenAt({ formerHolders: [kasn, bawaslu] }, evening, []), [row(kasn), row(bawaslu)])
})

t.test('a redacted copy is seen by its recipient until it ends, and its evidence where it has any', async t => {
  const copyRow = `boyolali recipient copy-reading personnel-officer  R-ACC-01 ${night}`
  t.strictSame(seenAt({ copies: [given()] }, evening), [copyRow])
  t.strictSame(seenAt({ copies: [given({}, [{}])] }, evening), [
    copyRow,
    copyRow.replace('copy-reading', 'copy-evidence-opening'),
  ])
  t.strictSame(seenAt({ copies: [given()] }, night), [], 'it has ended by itself')
  t.strictSame(seenAt({ copies: [given({ ending: { act: {}, explanation: 'Done.' } })] }, evening), [])
  t.strictSame(seenAt({ copies: [given()] }, evening, mandates), [], 'its agency may give no such role')
})

t.test('a hand-over is seen by whoever runs the track, and what went with it while the decision stands', async t => {
  const sent = (evidence?: readonly string[]) =>
    ({ decisionNumber: 1, sending: { to: bawaslu, evidence } }) as unknown as Opening['handovers'][0]
  const rows = ['reading', 'evidence-opening', 'evidence-download'].map(
    act => `bawaslu recipient handover-${act} election-officer  R-ACC-01 `,
  )
  const decisions = [{ number: 1, standing: 'issued' as const }]
  t.strictSame(seenAt({ handovers: [sent(['an item'])], decisions }, evening), rows)
  t.strictSame(seenAt({ handovers: [sent([])], decisions }, evening), rows.slice(0, 1), 'nothing went with it')
  t.strictSame(seenAt({ handovers: [sent()], decisions }, evening), rows.slice(0, 1), 'of before evidence went along')
  for (const standing of ['annulled', 'superseded'] as const) {
    const ended = [{ number: 1, standing }]
    t.strictSame(seenAt({ handovers: [sent(['an item'])], decisions: ended }, evening), rows.slice(0, 1), standing)
  }
})

t.test('a reporter is read by whoever took the reporter in, and of a finding by nobody (R-RPT-06)', async t => {
  const violation = { owner: kominfo, reporterId: cast.reporterId, recorders: [cast.officers.recorder] }
  t.match(whoCanReadReporter(violation, mandates, '2024-02-14'), [
    { act: 'reporter-reading', roles: ['recorder'], person: cast.officers.recorder, rule: 'R-RPT-06', until: null },
  ])
  t.strictSame(whoCanReadReporter({ ...violation, reporterId: null }, mandates, '2024-02-14'), [])
})

t.test('a reporter is opened by whoever asked, while the consent and the referral last (R-RPT-07)', async t => {
  const consented: Opening['reporterRequests'][0] = {
    number: 1,
    act: cast.caseOfficer(evening),
    reason: 'To hear them.',
    outcome: 'consented',
    answer: { act: cast.referrer(evening), hours: 1, endsAt: night, explanation: null },
  }
  const opener = `kasn receiver reporter-opening case-officer,commissioner ${cast.officers.caseOfficer} R-RPT-07 ${night}`
  t.strictSame(seenAt({ reporterRequests: [consented] }, evening), [opener])
  t.strictSame(seenAt({ reporterRequests: [consented, { ...consented, number: 2 }] }, evening), [opener], 'once')
  t.strictSame(seenAt({ reporterRequests: [consented] }, night), [])
  t.strictSame(seenAt({ reporterRequests: [consented], status: 'closed' }, evening), [])
  t.strictSame(seenAt({ reporterRequests: [{ ...consented, outcome: 'open', answer: null }] }, evening), [])
})

t.test(
  'an emergency access is read by whoever asked for it until it ends, while there is oversight (R-OFF-14)',
  async t => {
    const told = { agency: bawaslu, role: 'election-officer', requestedBy: cast.officers.secondRecorder, endsAt: night }
    const emergencyAccesses = [told as unknown as Opening['emergencyAccesses'][0]]
    t.strictSame(seenAt({ emergencyAccesses }, evening), [
      `bawaslu overseer emergency-reading election-officer ${told.requestedBy} R-OFF-14 ${night}`,
    ])
    t.strictSame(seenAt({ emergencyAccesses }, night), [])
    t.strictSame(seenAt({ emergencyAccesses }, evening, mandates), [], 'the mandate is gone')
    const implications = [{ agency: bawaslu } as unknown as Opening['implications'][0]]
    t.strictSame(seenAt({ emergencyAccesses, implications }, evening), [], 'it was found to be part of the case')
    const refused = emergencyAccesses.map(access => ({ ...access, refused: true as const }))
    t.strictSame(seenAt({ emergencyAccesses: refused }, evening), [], 'it was refused')
  },
)

t.test('what is open for a time ends with the mandate, where that ends before', async t => {
  const ending = [...mandates, held(boyolali, 'personnel-authority', '2014-01-15', '2024-02-20')]
  const until = (end: string) =>
    whoCanSeeForATime({ ...nothing, copies: [given({ until: end })] }, ending, '2024-02-14T00:00:00.000Z').map(
      sight => sight.until,
    )
  t.strictSame(until('2024-02-19T16:59:59.000Z'), ['2024-02-19T16:59:59.000Z'], 'in Jakarta the last evening')
  t.strictSame(until('2024-02-19T17:00:00.000Z'), ['2024-02-20'])
  t.strictSame(until('2024-05-01T00:00:00.000Z'), ['2024-02-20'])
})
