import t from 'tap'
import type { ReportedPersonId } from '../../src/domain/ids.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { type CaseCommand, decide, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  answers,
  changed,
  clarified,
  contentDigest,
  documented,
  finding,
  history,
  kasn,
  kominfo,
  on,
  recorded,
  referralId,
  referrer,
  secondDigest,
  secondReferralId,
  violationId,
} from './examples.ts'
import { happens, refused, scenario } from './scenario.ts'

const send = (act = referrer(on(4)), id = referralId): CaseCommand => ({ type: 'SendReferral', act, id, contentDigest })
const resubmit = (given: readonly (typeof answers)[number][] = answers, act = referrer(on(8))): CaseCommand => ({
  type: 'ResubmitReferral',
  act,
  answers: given,
  contentDigest: secondDigest,
})
const completed = [...history.returned, changed(clarified, true, 7)]

// Sending

scenario(
  'a documented violation is sent, frozen as version 1, to the agency that holds the mandate on that day',
  [recorded, documented],
  send(),
  happens(
    { type: 'ViolationReferred', data: { referralId, versionNumber: 1 } },
    {
      type: 'ReferralSent',
      data: {
        id: referralId,
        violationId,
        receiver: kasn,
        version: { number: 1, content: finding, reporterId: null, contentDigest },
      },
    },
  ),
)

t.test('on 23 August 2024 a referral goes to KASN, from midnight in Jakarta on to BKN', async t => {
  const receiverAt = (time: string) => {
    const decision = decide(replay([recorded, documented]), send(referrer(time)), cast.mandates)
    const sent = Array.isArray(decision) ? decision.find(event => event.type === 'ReferralSent') : undefined
    return sent?.data.receiver
  }
  t.equal(receiverAt('2024-08-23T16:59:59.999Z'), 'kasn')
  t.equal(receiverAt('2024-08-23T17:00:00.000Z'), 'bkn')
  t.equal(receiverAt('2024-08-24T02:00:00.000Z'), 'bkn')
})

t.test('R-REF-03 nothing is sent while nobody holds the mandate to receive', async t => {
  const vacant = cast.mandates.filter(({ mandate }) => mandate !== 'merit-supervision')
  const decision = decide(replay([recorded, documented]), send(), vacant)
  t.ok(decision instanceof Rejection)
  t.strictSame({ ...decision }, { rule: 'R-REF-03', faults: [] })
})

scenario(
  'R-REF-03 nothing is sent before anybody held the mandate to receive',
  [recorded, documented],
  send(referrer('2014-01-14T16:59:59.999Z')),
  refused('R-REF-03'),
)

scenario('R-REF-01 a draft is not sent', [recorded], send(), refused('R-REF-01'))

scenario(
  'R-REF-01 a violation that a change made incomplete is not sent',
  [recorded, documented, changed(cast.withoutPlace, false)],
  send(),
  refused('R-REF-01'),
)

scenario('R-REF-01 a dismissed violation is not sent', [recorded, cast.dismissed], send(), refused('R-REF-01'))

scenario(
  'R-REF-01 a violation whose referral is closed is not sent again',
  history.closed,
  send(referrer(on(20)), secondReferralId),
  refused('R-REF-01'),
)

for (const status of ['sent', 'received', 'returned', 'accepted', 'under-examination', 'decided'] as const) {
  scenario(
    `R-REF-04 a violation is not sent while it has a referral that is ${status}`,
    history[status],
    send(referrer(on(20)), secondReferralId),
    refused('R-REF-04'),
  )
}

for (const status of ['rejected', 'withdrawn'] as const) {
  scenario(
    `a violation is sent anew, as version 1 of another referral, after the first was ${status}`,
    history[status],
    send(referrer(on(20)), secondReferralId),
    happens(
      { type: 'ViolationReferred', data: { referralId: secondReferralId, versionNumber: 1 } },
      {
        type: 'ReferralSent',
        data: {
          id: secondReferralId,
          violationId,
          receiver: kasn,
          version: { number: 1, content: finding, reporterId: null, contentDigest },
        },
      },
    ),
  )
}

scenario(
  'R-REF-02 whoever recorded a violation does not send it',
  [recorded, documented],
  send({ ...referrer(on(4)), person: cast.officers.recorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 whoever changed a violation does not send it',
  [recorded, { ...changed(clarified), act: cast.secondRecorder(on(2)) }, documented],
  send({ ...referrer(on(4)), person: cast.officers.secondRecorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 whoever documented a violation does not send it',
  [recorded, { ...documented, act: cast.secondRecorder(on(2)) }],
  send({ ...referrer(on(4)), person: cast.officers.secondRecorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 that the referrer recorded it is refused before the state is looked at',
  history.sent,
  send({ ...referrer(on(4)), person: cast.officers.recorder }),
  refused('R-REF-02'),
)

// Resubmitting

scenario(
  'a return is answered with a new frozen version',
  completed,
  resubmit(),
  happens(
    { type: 'ViolationReferred', data: { referralId, versionNumber: 2 } },
    {
      type: 'ReferralResubmitted',
      data: { version: { number: 2, content: clarified, reporterId: null, contentDigest: secondDigest }, answers },
    },
  ),
)

scenario(
  'a return is still answered after its due date, while nobody rejected it',
  completed,
  resubmit(answers, referrer(on(25))),
  happens(
    { type: 'ViolationReferred', data: { referralId, versionNumber: 2 } },
    {
      type: 'ReferralResubmitted',
      data: { version: { number: 2, content: clarified, reporterId: null, contentDigest: secondDigest }, answers },
    },
  ),
)

scenario(
  'R-REF-08 what was resubmitted is not resubmitted again',
  [...completed, cast.referredAgain, cast.resubmitted],
  resubmit(),
  refused('R-REF-08'),
)

scenario('R-REF-08 without a return there is no resubmission', history.received, resubmit(), refused('R-REF-08'))

scenario(
  'R-REF-01 a violation that is a draft again is not resubmitted',
  [...history.returned, changed(cast.withoutPlace, false, 7)],
  resubmit(),
  refused('R-REF-01'),
)

scenario(
  'R-REF-09 a resubmission that leaves an item of the return open is refused',
  completed,
  resubmit([answers[0]]),
  refused('R-REF-09', { pointer: '/answers', code: 'missing-evidence' }),
)

scenario(
  'R-REF-09 a resubmission that answers what nobody asked, or answers twice, is refused',
  completed,
  resubmit([...answers, { code: 'place-of-event', answer: 'Boyolali.' } as never, answers[0]]),
  refused(
    'R-REF-09',
    { pointer: '/answers/2/code', code: 'not-cited' },
    { pointer: '/answers/3/code', code: 'not-cited' },
  ),
)

scenario(
  'R-REF-09 a resubmission answers the last return, not an earlier one',
  [
    ...completed,
    cast.referredAgain,
    cast.resubmitted,
    { ...cast.received, act: cast.intakeOfficer(on(9)) },
    {
      type: 'ReferralReturned',
      act: cast.intakeOfficer(on(10)),
      data: { round: 2, items: [{ code: 'category', note: 'Which row?' }], dueOn: '2024-02-20' },
    },
    changed(finding, true, 11),
  ],
  resubmit(answers, referrer(on(12))),
  refused(
    'R-REF-09',
    { pointer: '/answers/0/code', code: 'not-cited' },
    { pointer: '/answers/1/code', code: 'not-cited' },
    { pointer: '/answers', code: 'missing-category' },
  ),
)

scenario('R-REF-10 a resubmission of what was returned is refused', history.returned, resubmit(), refused('R-REF-10'))

scenario(
  'R-REF-10 what was changed and changed back is what was returned',
  [...completed, changed(finding, true, 7)],
  resubmit(),
  refused('R-REF-10'),
)

scenario(
  'R-REF-10 other ids of persons and another spelling of the same times say nothing new',
  [
    ...completed,
    changed(
      {
        ...finding,
        occurredAt: new Date(finding.occurredAt ?? 0).toISOString(),
        reportedPersons: finding.reportedPersons.map(person => ({ ...person, id: 'another' as ReportedPersonId })),
      },
      true,
      7,
    ),
  ],
  resubmit(),
  refused('R-REF-10'),
)

scenario(
  'R-REF-02 whoever completed the returned version does not resubmit it',
  [...history.returned, { ...changed(clarified), act: cast.secondRecorder(on(7)) }],
  resubmit(answers, { ...referrer(on(8)), person: cast.officers.secondRecorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 that the referrer recorded it is refused before the state of the referral is looked at',
  history.accepted,
  resubmit(answers, { ...referrer(on(8)), person: cast.officers.recorder }),
  refused('R-REF-02'),
)

t.test('the sender of a referral is the agency that sent it', async t => {
  t.equal(replay(history.sent).matters[0]?.referral.sender, kominfo)
})

t.test('a new version is delivered and accepted anew, and the answers stand with their return', async t => {
  const { referral } = replay([...completed, cast.referredAgain, cast.resubmitted]).matters[0]!
  t.equal(referral.status, 'sent')
  t.equal(referral.receipt, null)
  t.equal(referral.acceptance, null)
  t.strictSame(
    referral.versions.map(version => [version.number, version.content]),
    [
      [1, finding],
      [2, clarified],
    ],
  )
  t.strictSame(referral.returns[0]?.answers, answers)
})
