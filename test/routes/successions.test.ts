import t from 'tap'
import { decisionOn, type Stage, storiesOf, succeeded } from '../support/stories.ts'
import { act, eve, lastMoment, midnight, outcomes } from '../support/succession.ts'
import { refusal } from '../support/test-app.ts'

t.test('a case that spans the succession goes from sending to closing, and nothing of it is lost', async t => {
  const { world, stories, pass } = await eve(t)
  const { referral, persons, evidence } = await stories.reach('drafted', {}, { evidence: ['A page.'] })
  succeeded(await world.cast.officer.post(`${referral}/questions`, { text: 'Is the video available in full?' }))
  const { moved, officer, commissioner, recorder, referrer } = await pass()
  t.equal(moved, 1)

  t.match((await commissioner.get(referral)).body, {
    status: 'accepted',
    receiver: 'bkn',
    assignment: null,
    acceptance: { by: { agency: 'kasn' } },
    transfers: [
      {
        succession: 'kasn-bkn-2024',
        from: 'kasn',
        to: 'bkn',
        begun: true,
        by: { agency: 'kasn', kind: 'system', role: 'agency-succession' },
      },
    ],
  })
  t.strictSame((await commissioner.get(`${referral}/decisions`)).body.items, [], 'the draft is KASN’s alone')
  const answers = `${referral}/questions/1/answers`
  t.equal(refusal(await officer.post(answers, { text: 'Yes.' })), '403 answered-by-asker R-REF-20')
  succeeded(await recorder.post(answers, { text: 'Yes.' }))

  await act(commissioner, 'PUT', `${referral}/assignment`, { officer: 'bkn-case-officer' }, referral)
  const draft = await act(officer, 'POST', `${referral}/decisions`, decisionOn(persons[0]), referral)
  t.equal(draft.body.number, 2, 'numbers count in the referral, whoever drafted')
  t.equal((await officer.get(`${referral}/evidence/${evidence[0]}/content`)).status, 200)
  const second = `${referral}/decisions/2`
  await act(commissioner, 'PUT', `${second}/issuance`, undefined, second)
  t.match((await referrer.get(second)).body, { issuedUnder: { agency: 'bkn', from: '2024-08-24', to: null } })
  const personnelOfficer = await world.as('boyolali', 'personnel-officer', 'personnel-officer-1')
  await storiesOf({ ...world, cast: { ...world.cast, commissioner, personnelOfficer } }).settle({ referral })
  await act(referrer, 'PUT', `${referral}/closure`, undefined, referral)

  const { items } = (await referrer.get(`${referral}/timeline?limit=200`)).body
  t.strictSame(
    items
      .filter(({ by, type }) => by.agency !== 'kominfo' && !`${type}`.startsWith('Deadline'))
      .map(({ type, by }) => `${type} ${by.agency}`),
    [
      'ReferralReceived kasn',
      'ReferralAccepted kasn',
      'CaseOfficerAssigned kasn',
      'QuestionAsked kasn',
      'ReferralTransferred kasn',
      'CaseOfficerAssigned bkn',
      'ObligationImposed bkn',
      'DecisionIssued bkn',
      'ReferralDecided bkn',
      'ExecutionReported boyolali',
    ],
  )
  const { items: ledger } = (await recorder.get(`${referral}/evidence/${evidence[0]}/custody?limit=200`)).body
  t.match(
    ledger.slice(-3).map(({ entry, by }) => `${entry} ${by.agency}`),
    ['passed-on kasn', 'taken-over bkn', 'downloaded bkn'],
  )
})

t.test(
  'R-ACC-04: the old holder decides until the last moment of its day, and not at the first of the next',
  async t => {
    const { world, stories } = await eve(t)
    const one = await stories.reach('drafted')
    const other = await stories.reach('drafted')
    await world.moveTo(lastMoment)
    const commissioner = await world.as('kasn', 'commissioner', 'commissioner-1')
    const issued = await act(
      commissioner,
      'PUT',
      `${one.referral}/decisions/1/issuance`,
      undefined,
      `${one.referral}/decisions/1`,
    )
    t.match(issued.body, { issuedUnder: { agency: 'kasn', to: '2024-08-24' } })
    const ifMatch = await commissioner.etag(`${other.referral}/decisions/1`)
    await world.moveTo(midnight)
    const late = await commissioner.put(`${other.referral}/decisions/1/issuance`, undefined, { ifMatch })
    t.equal(late.status, 403, 'the token was good a moment ago')
    t.equal((await world.count('events')) > 0, true)
    const decided = await world.sql`select stream_id from events where type = 'DecisionIssued'`
    t.strictSame(
      decided.map(({ stream_id }) => stream_id),
      [one.id],
    )
  },
)

t.test('what is moved, by the state it is in: begun, not begun, and what is over', async t => {
  const { stories, pass } = await eve(t)
  const stages: Stage[] = [
    'sent',
    'received',
    'returned',
    'accepted',
    'withdrawal-requested',
    'under-examination',
    'decided',
    'superseding',
    'closed',
    'rejected',
    'withdrawn',
    'reporter-consented',
  ]
  const cases = new Map<Stage, string>()
  for (const stage of stages) cases.set(stage, (await stories.reach(stage)).id)
  const { moved, commissioner, referrer, archivist } = await pass()
  t.equal(moved, 10)
  const known = await outcomes(referrer)
  const statuses = new Map<Stage, string>()
  for (const [stage, id] of cases) {
    const answer = await commissioner.get(`/v1/referrals/${id}`)
    statuses.set(stage, answer.status === 200 ? `${answer.body.status}, ${known.get(id)}` : `${answer.status}`)
  }
  t.strictSame(Object.fromEntries(statuses), {
    sent: 'sent, moved bkn false',
    received: 'sent, moved bkn false',
    returned: 'returned, moved bkn false',
    accepted: 'accepted, moved bkn true',
    'withdrawal-requested': 'accepted, moved bkn true',
    'under-examination': 'accepted, moved bkn true',
    decided: 'decided, moved bkn true',
    superseding: 'decided, moved bkn true',
    closed: 'closed, moved bkn true',
    rejected: '404',
    withdrawn: '404',
    'reporter-consented': 'accepted, moved bkn true',
  })
  const asked = (await commissioner.get(`/v1/referrals/${cases.get('withdrawal-requested')}`)).body
  t.match(asked, { withdrawalRequest: { outcome: 'open' } }, 'the successor answers it')
  const requests = await commissioner.get(`/v1/referrals/${cases.get('reporter-consented')}/reporter-requests`)
  t.match(requests.body.items, [{ outcome: 'lapsed' }], 'who reported is not opened to the successor')

  const formers = (await archivist.get('/v1/former-referrals?limit=200')).body.items.map(({ id }) => id)
  const begun = [...cases].filter(([, id]) => known.get(id) === 'moved bkn true').map(([, id]) => id)
  t.strictSame([...formers].sort(), [...begun].sort(), 'what it had not begun is not there')
})

t.end()
