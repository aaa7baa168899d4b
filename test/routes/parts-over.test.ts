import t from 'tap'
import { type Case, givenAnswers, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, commissioner } = world.cast
const file = { evidence: ['A page of the case.', 'Another page of it.'] }
const said = 'Taken out when nobody else had to do with it any more.'

/** What the receiver reads of the first item, everywhere. */
async function readings({ referral, evidence }: Case): Promise<Record<string, unknown>> {
  const item = `${referral}/evidence/${evidence[0]}`
  const found: Record<string, unknown> = {}
  for (const path of [item, `${item}/custody`, `${referral}/evidence`, `${referral}/evidence?limit=1`]) {
    const { body, headers } = succeeded(await intake.get(path))
    found[path] = { body: path.includes('?') ? body.items : body, etag: headers['etag'] }
  }
  return found
}

/** The sender goes on with an item: opens it, takes it out of the file, and erases it. */
async function goOn({ violation, evidence }: Case, item = 0): Promise<void> {
  const path = `${violation}/evidence/${evidence[item]}`
  succeeded(await recorder.get(`${path}/content`))
  await stories.act(recorder, 'PUT', `${path}/exclusion`, { reason: 'other', explanation: said }, path)
  const erasure = { legalBasis: 'UU 27/2022 pasal 44', explanation: said }
  await stories.act(referrer, 'PUT', `${path}/erasure`, erasure, path)
}

for (const end of ['rejected', 'withdrawn'] as const) {
  t.test(
    `of what was ${end} its receiver reads the evidence as it was then, whatever is done with it later`,
    async t => {
      const found = await stories.reach(end, {}, file)
      const before = await readings(found)
      await goOn(found)
      const after = await readings(found)
      t.strictSame(after, before)
      t.notMatch(JSON.stringify(after), said)
      t.match(after[`${found.referral}/evidence/${found.evidence[0]}`], { body: { status: 'clean', exclusion: null } })
      const item = `${found.referral}/evidence/${found.evidence[0]}`
      const refused = await intake.get(`${item}/content`)
      t.match([refused.status, refused.body.rule], [409, 'R-EVI-13'], 'and opens none of it')
      const owner = succeeded(await referrer.get(item)).body
      t.match(owner, { status: 'erased', exclusion: { explanation: said } }, 'its own agency reads what it is')
    },
  )
}

t.test('consent to a withdrawal is the end too', async t => {
  const found = await stories.reach('withdrawal-requested', {}, file)
  await stories.act(commissioner, 'PUT', `${found.referral}/withdrawal-consent`, undefined, found.referral)
  const before = await readings(found)
  await goOn(found)
  t.strictSame(await readings(found), before)
})

t.test('a return is no end: the receiver reads what the sender changes until it resubmits', async t => {
  const found = await stories.reach('changed', {}, file)
  const item = `${found.violation}/evidence/${found.evidence[0]}`
  await stories.act(recorder, 'PUT', `${item}/exclusion`, { reason: 'other', explanation: said }, item)
  const shown = succeeded(await intake.get(`${found.referral}/evidence/${found.evidence[0]}`)).body
  t.match(shown, { exclusion: { explanation: said } })
  await stories.act(referrer, 'POST', `${found.referral}/resubmissions`, givenAnswers, found.referral)
  await stories.take(found, 'receipt')
  await stories.take(found, 'rejection')
  const before = await readings(found)
  const erasure = { legalBasis: 'UU 27/2022 pasal 44', explanation: 'Afterwards.' }
  await stories.act(referrer, 'PUT', `${item}/erasure`, erasure, item)
  t.strictSame(await readings(found), before, 'and what had been given back before is as it was at the end, too')
})

t.test('whoever is sent it anew has a part again, in what was sent', async t => {
  const found = await stories.reach('withdrawn', {}, file)
  const [kept, left] = found.evidence
  const path = `${found.violation}/evidence/${left}`
  await stories.act(recorder, 'PUT', `${path}/exclusion`, { reason: 'other', explanation: said }, path)
  succeeded(await recorder.get(`${found.violation}/evidence/${kept}/content`))
  const entries = async (of: string) =>
    (succeeded(await intake.get(`${found.referral}/evidence/${of}/custody`)).body.items as unknown[]).length
  const [ofKept, ofLeft] = [await entries(kept ?? ''), await entries(left ?? '')]
  await stories.act(recorder, 'PUT', `${found.violation}/documentation`, undefined, found.violation)
  const anew = succeeded(await referrer.post('/v1/referrals', { violationId: found.violationId })).body
  t.equal(await entries(kept ?? ''), ofKept + 2, 'what came between, and that it was handed over')
  t.equal(await entries(left ?? ''), ofLeft, 'of what was left out nothing more than before')
  await stories.take({ ...found, referral: `/v1/referrals/${anew.id}`, id: anew.id }, 'receipt')
  t.equal((await intake.get(`/v1/referrals/${anew.id}/evidence/${kept}/content`)).status, 200)
})

t.test('nobody is told by the feed what happened after their part was over', async t => {
  const found = await stories.reach('rejected', {}, file)
  await world.numberAll()
  const integrator = await world.as('kasn', 'integrator', 'integrator-1')
  const last = async () => {
    const { body } = succeeded(await integrator.get('/v1/feed?after=0&limit=1000'))
    const items = body.items as unknown as { type: string; subject?: string; sequence: string }[]
    return items
      .filter(({ subject = '' }) => subject.includes(`/evidence/${found.evidence[0]}`))
      .map(({ type }) => type)
  }
  const before = await last()
  t.ok(before.includes('penerusan.evidence-returned'), 'what it was told before stays')
  await goOn(found)
  await world.numberAll()
  t.strictSame(await last(), before)
})

t.end()
