import t from 'tap'
import { allowedReporterRequestActs, allowedViolationActs } from '../../src/domain/allowed-acts.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { refusalOfReading, requestToOpen, takerIn } from '../../src/domain/reporter.ts'
import { type CaseEvent, caseOf, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { asReport, bkn, history, kasn, kominfo, officers, on } from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const examined = asReport(history['under-examination'])
const asked = [...examined, cast.reporterRequested()]
const consented = [...asked, cast.reporterConsented()]
const declined = [...asked, cast.reporterRefused()]

const request = { type: 'RequestReporter', act: cast.caseOfficer(on(20)), ...cast.whyReporter } as const
const consent = { type: 'ConsentToReporter', act: cast.referrer(on(20)), number: 1, hours: 24 } as const
const refuse = { type: 'RefuseReporter', act: cast.referrer(on(20)), number: 1, ...cast.reporterRefusal } as const

// Asking

scenario(
  'a case officer asks who reported, with a reason',
  examined,
  request,
  happens({ type: 'ReporterRequested', data: { number: 1, ...cast.whyReporter } }),
)
scenario(
  'R-RPT-01 nobody asks who reported before the referral is accepted',
  asReport(history.received),
  request,
  refused('R-RPT-01'),
)
scenario(
  'R-RPT-01 nobody asks who reported after it was closed',
  asReport(history.closed),
  request,
  refused('R-RPT-01'),
)
scenario('R-RPT-02 of a finding nobody asks who reported', history['under-examination'], request, refused('R-RPT-02'))
scenario('R-RPT-03 while one request waits there is no other', asked, request, refused('R-RPT-03'))
for (const [what, given] of Object.entries({ refused: declined, consented })) {
  scenario(
    `after a request was ${what} it may be asked again`,
    given,
    request,
    happens({ type: 'ReporterRequested', data: { number: 2, ...cast.whyReporter } }),
  )
}

// Answering

scenario(
  'a second officer consents, for so many hours from then on',
  asked,
  { ...consent, hours: 72 },
  happens({ type: 'ReporterConsented', data: { number: 1, hours: 72, endsAt: on(23) } }),
)
scenario(
  'a second officer refuses, with a reason',
  asked,
  refuse,
  happens({ type: 'ReporterRefused', data: { number: 1, ...cast.reporterRefusal } }),
)
scenario('consenting again for as long changes nothing', consented, consent, nothing)
scenario('R-GEN-01 a consent is not made longer', consented, { ...consent, hours: 48 }, refused('R-GEN-01'))
scenario('refusing again for the same reason changes nothing', declined, refuse, nothing)
scenario(
  'R-GEN-01 a refusal does not get another reason',
  declined,
  { ...refuse, explanation: 'Too dangerous.' },
  refused('R-GEN-01'),
)
scenario('R-RPT-04 what was refused is not consented to', declined, consent, refused('R-RPT-04'))
scenario('R-RPT-04 what was consented to is not refused', consented, refuse, refused('R-RPT-04'))
scenario(
  'R-RPT-04 nothing is consented to after the referral was closed',
  asReport([...history.decided, cast.reporterRequested(1, 13), cast.closed]),
  consent,
  refused('R-RPT-04'),
)
const takerInAsReferrer = { ...cast.referrer(on(20)), person: officers.recorder }
scenario(
  'R-RPT-05 whoever took the reporter in does not consent',
  asked,
  { ...consent, act: takerInAsReferrer },
  refused('R-RPT-05'),
)
scenario(
  'R-RPT-05 whoever took the reporter in does not refuse either',
  asked,
  { ...refuse, act: takerInAsReferrer },
  refused('R-RPT-05'),
)

// Opening

const referralOf = (events: readonly CaseEvent[]) => replay(events).matters.at(-1)!.referral
const opens = (events: readonly CaseEvent[], at: string, person = officers.caseOfficer) =>
  !(requestToOpen(referralOf(events), person, at) instanceof Rejection)
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString()

t.test('R-RPT-06 only the officer who took the reporter in reads who it is', async t => {
  const violation = replay([...asReport([cast.recorded]), cast.changed(cast.clarified)]).violation!
  t.equal(takerIn(violation), officers.recorder)
  t.equal(refusalOfReading(violation, officers.recorder), undefined)
  for (const person of [officers.secondRecorder, officers.referrer, officers.caseOfficer]) {
    t.equal(refusalOfReading(violation, person)?.rule, 'R-RPT-06')
  }
})

t.test('whoever changes a report has not taken its reporter in', async t => {
  const changed: CaseEvent = { ...cast.changed(cast.clarified), act: cast.secondRecorder(on(2)) }
  t.equal(takerIn(replay([...asReport([cast.recorded]), changed]).violation!), officers.recorder)
})

t.test('R-RPT-07 a reporter is opened to the officer who asked, and to nobody else', async t => {
  t.ok(opens(consented, on(16)))
  for (const person of Object.values(officers).filter(other => other !== officers.caseOfficer)) {
    t.notOk(opens(consented, on(16), person))
  }
})

t.test('R-RPT-07 without a consent nothing is opened', async t => {
  for (const given of [examined, asked, declined]) t.notOk(opens(given, on(16)))
})

t.test('R-RPT-07 a consent ends by itself, to the millisecond', async t => {
  t.ok(opens(consented, later(on(17), -1)))
  t.notOk(opens(consented, on(17)))
})

t.test('R-RPT-07 a consent ends with the referral, and does not begin again with it', async t => {
  const open = asReport([...history.decided, cast.reporterRequested(1, 13), cast.reporterConsented(1, 13, 72)])
  t.ok(opens(open, on(14)))
  const closed = [...open, cast.closed]
  t.notOk(opens(closed, on(14)))
  t.equal(referralOf(closed).reporterRequests[0]?.outcome, 'lapsed')
  const reopened: CaseEvent = { type: 'ReferralDecided', act: cast.commissioner(on(14)), data: {} }
  t.notOk(opens([...closed, reopened], on(14)))
})

t.test('what ended before the referral did stays as it was', async t => {
  const requests = (outcome: CaseEvent, day: number) =>
    referralOf(
      asReport([
        ...history.decided,
        cast.reporterRequested(1, 12),
        outcome,
        { ...cast.closed, act: cast.referrer(on(day)) },
      ]),
    ).reporterRequests.map(each => each.outcome)
  t.strictSame(requests(cast.reporterConsented(1, 13), 14), ['consented'])
  t.strictSame(requests(cast.reporterRefused(1, 13), 14), ['refused'])
  t.strictSame(requests(cast.reporterConsented(1, 13, 25), 14), ['lapsed'])
})

// What is offered

t.test('reading the reporter is offered to the officer who took the reporter in', async t => {
  const caller = {
    agency: kominfo,
    roles: ['recorder', 'referrer'],
    person: officers.recorder,
    kind: 'person',
  } as const
  const offered = (events: readonly CaseEvent[], person = officers.recorder) =>
    allowedViolationActs(caseOf(replay(events)), { ...caller, person }).includes('reporter-reading')
  t.ok(offered(examined))
  t.notOk(offered(examined, officers.secondRecorder))
  t.notOk(offered(history['under-examination']), 'a finding has none')
})

t.test('an answer to a request is offered to a second officer, and its opening to whoever asked', async t => {
  const acts = (events: readonly CaseEvent[], agency: typeof kasn, person: typeof officers.referrer, at = on(16)) => {
    const { violation, matters } = replay(events)
    const { referral } = matters.at(-1)!
    const roles = agency === kominfo ? (['referrer'] as const) : (['case-officer', 'commissioner'] as const)
    const seen = agency === kominfo ? violation : undefined
    return allowedReporterRequestActs(
      referral,
      referral.reporterRequests[0]!,
      seen,
      { agency, roles, person, kind: 'person' },
      at,
    )
  }
  t.strictSame(acts(asked, kominfo, officers.referrer), ['reporter-consent', 'reporter-refusal'])
  t.strictSame(acts(asked, kominfo, officers.recorder), [])
  t.strictSame(acts(asked, kasn, officers.caseOfficer), [])
  t.strictSame(acts(consented, kominfo, officers.referrer), [])
  t.strictSame(acts(consented, kasn, officers.caseOfficer), ['reporter-opening'])
  t.strictSame(acts(consented, kasn, officers.caseOfficer, on(17)), [])
  t.strictSame(acts(consented, kasn, officers.secondCaseOfficer), [])
  t.strictSame(acts(consented, bkn, officers.caseOfficer), [])
})
