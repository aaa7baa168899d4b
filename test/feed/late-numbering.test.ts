import t from 'tap'
import { givenAnswers, succeeded } from '../support/stories.ts'
import { act, eve } from '../support/succession.ts'

t.test('what is told to an agency whose part in a case is over has a subject, and numbering goes on', async t => {
  const { world, stories, pass } = await eve(t)
  const begun = await stories.reach('under-examination')
  const waiting = await stories.reach('sent')
  const returned = await stories.reach('changed', {}, { evidence: ['A page.'] })
  const declared = { interest: 'family', explanation: 'A cousin.' }
  for (const { referral } of [begun, waiting]) {
    succeeded(await world.cast.otherOfficer.put(`${referral}/recusal`, declared))
  }
  const { referrer } = await pass()
  await act(referrer, 'POST', `${returned.referral}/resubmissions`, givenAnswers, returned.referral)
  await world.numberAll()
  const told = (stream: string) => world.sql`
    select subject from feed_entries where agency = 'kasn' and stream = ${stream} order by number desc`
  t.match(await told('recusal'), [
    { subject: `${waiting.violation}/recusals` },
    { subject: begun.referral.replace('referrals', 'former-referrals') },
  ])
  t.strictSame([...(await told('evidence'))], [], 'the case was never begun, and is another’s')
  const handedOver = await world.sql`
    select agency from feed_entries where type = 'penerusan.evidence-handed-over' order by agency`
  t.match(handedOver, [{ agency: 'bkn' }, { agency: 'bkn' }, { agency: 'kominfo' }, { agency: 'kominfo' }])
})

t.end()
