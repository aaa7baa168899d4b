import postgres from 'postgres'
import t from 'tap'
import { type Case, givenAnswers } from '../support/stories.ts'
import { act, eve } from '../support/succession.ts'
import { published } from './published-table.ts'

// What KASN had on the evening before its work passed to BKN, and what has become of it since.
const { world, stories, pass } = await eve(t)
const file = { evidence: ['A page of the case.', 'Another page of it.'] }
const cases: Record<string, Case> = {
  unsent: await stories.reach('documented', {}, file),
  sent: await stories.reach('sent', {}, file),
  returned: await stories.reach('changed', {}, file),
  rejected: await stories.reach('rejected', {}, file),
  withdrawn: await stories.reach('withdrawn', {}, file),
  consented: await stories.reach('withdrawal-requested', {}, file),
  withdrawnAfterReturn: await stories.reach('changed', {}, file),
  again: await stories.reach('rejected', {}, file),
  copied: await stories.reach('copied', {}, { ...file, releasable: true }),
}
// Begun after a return, with an item that had been excluded meanwhile: it was given back and never handed over again.
const { recorder, referrer, commissioner } = world.cast
const because = { reason: 'irrelevant', explanation: 'Not of this case.' }
const exclude = async (found: Case | undefined, item = 1) => {
  const path = `${found?.violation}/evidence/${found?.evidence[item]}`
  await act(recorder, 'PUT', `${path}/exclusion`, because, path)
}
const narrowed = await stories.reach('changed', {}, file)
await exclude(narrowed)
await act(referrer, 'POST', `${narrowed.referral}/resubmissions`, givenAnswers, narrowed.referral)
await stories.take(narrowed, 'receipt')
await stories.take(narrowed, 'acceptance')
cases['narrowed'] = narrowed
// What is over: and what their sender did with these items afterwards.
const { consented, withdrawnAfterReturn, again } = cases as Record<string, Case>
if (!consented || !withdrawnAfterReturn || !again) throw new Error('not made')
await act(commissioner, 'PUT', `${consented.referral}/withdrawal-consent`, undefined, consented.referral)
await stories.take(withdrawnAfterReturn, 'withdrawal')
for (const name of ['rejected', 'withdrawn', 'consented', 'withdrawnAfterReturn']) {
  await recorder.get(`${cases[name]?.violation}/evidence/${cases[name]?.evidence[0]}/content`)
  await exclude(cases[name])
}
// Sent once more to the same agency, without one of the items; what became of that one is not told.
await exclude(again)
await act(recorder, 'PUT', `${again.violation}/documentation`, undefined, again.violation)
const once = await referrer.post('/v1/referrals', { violationId: again.violationId })
t.equal(once.status, 201)

const always = new Date(8.64e15)
const agencies = ['kominfo', 'kasn', 'bkn', 'boyolali', 'bawaslu']
const connections = new Map(
  agencies.map(agency => [
    agency,
    postgres(world.urls.serviceUrl, { max: 1, connection: { 'app.agency': agency, search_path: 'penerusan' } }),
  ]),
)
t.after(() => Promise.all([...connections.values()].map(sql => sql.end())))

t.test('the published table gives the ledger of an item to the parties of the case, and to nobody else', async t => {
  t.equal(published.acts.get('evidence-reading')?.relation, 'either')
})

await compare('on the evening before')
await world.numberAll()
const bkn = await pass()
await compare('handed over to the successor')
await act(
  bkn.referrer,
  'POST',
  `${cases['returned']?.referral}/resubmissions`,
  givenAnswers,
  `${cases['returned']?.referral}`,
)
for (const name of ['returned', 'sent']) {
  const { referral, evidence } = cases[name] ?? narrowed
  await act(bkn.intake, 'PUT', `${referral}/receipt`, undefined, referral)
  await bkn.intake.get(`${referral}/evidence/${evidence[0]}/content`)
}
await compare('and in its hands')

t.test('what was told to an agency while it was party to the case, is withheld from it afterwards', async t => {
  await world.numberAll()
  const integrator = await world.as('kasn', 'integrator', 'integrator-1')
  const { body } = await integrator.get('/v1/feed?after=0&limit=200')
  const items = body.items as unknown as { type: string; subject?: string }[]
  const subjects = items.flatMap(({ subject = '' }) => (subject.includes('/evidence/') ? [subject] : []))
  const over = ['rejected', 'withdrawn', 'consented', 'withdrawnAfterReturn', 'again']
  t.ok(subjects.length > 0, 'what it rejected stays its own')
  t.strictSame(
    subjects.filter(subject => !over.some(name => subject.startsWith(`${cases[name]?.referral}/`))),
    [],
  )
  t.ok(items.some(({ type }) => type === 'penerusan.withheld'))
})

/** Of each item and agency: the ledger under row security, and whom the feed would tell, against the published table. */
async function compare(when: string): Promise<void> {
  await t.test(
    `${when}, a connection sees what of an item’s ledger the table lets its agency read, until its part is over`,
    async t => {
      let cells = 0
      for (const [name, found] of Object.entries(cases)) {
        for (const id of found.evidence) {
          const ledger = await world.sql<{ version: number; at: Date; told: string[] }[]>`
            select version, at, array(select reader.agency from event_readers(
                     e.stream, e.stream_id, e.version, e.audience, e.agency, e.type, e.at) reader) as told
              from events e where e.stream = 'evidence' and e.stream_id = ${id} order by version`
          for (const [agency, sql] of connections) {
            cells += 1
            const [seen] = await sql<[{ item: number; ledger: number[]; payloads: number[]; bytes: number }]>`
            select (select count(*)::int from evidence_items where id = ${id}) as item,
                   array(select version from events where stream_id = ${id} order by 1) as ledger,
                   array(select version from event_payloads where stream_id = ${id} order by 1) as payloads,
                   (select count(*)::int from evidence_contents c join evidence_items i on i.content_id = c.id where i.id = ${id}) as bytes`
            // A copy gives its recipient the item, and not its ledger (docs/copies.md).
            const given = name === 'copied' && agency === 'boyolali'
            const until = await partEndsAt(id, agency)
            const read = ledger.flatMap(({ version, at }) => (until !== null && at <= until ? [version] : []))
            const shown = until === always || given ? 1 : 0
            t.strictSame(
              { ...seen },
              { item: shown, ledger: read, payloads: read, bytes: shown },
              `${name} ${id} ${agency}`,
            )
            const told = ledger.flatMap(entry => (entry.told.includes(agency) ? [entry.version] : []))
            t.strictSame(told, read, `${name} ${id} ${agency} is told of what it reads`)
          }
        }
      }
      t.comment(`${cells} cells`)
      t.ok(cells >= 5 * Object.keys(cases).length)
    },
  )
}

/** Until when the agency has a part in an item, by what the log says; null where it never had one. */
async function partEndsAt(id: string, agency: string): Promise<Date | null> {
  const parts = await world.sql<{ until: Date | null }[]>`
    with sent as (
      select distinct e.stream_id as referral from events e join event_payloads p using (stream, stream_id, version),
             jsonb_array_elements(p.payload::jsonb #> '{version,manifest}') item
       where e.type in ('ReferralSent', 'ReferralResubmitted', 'ReferralSupplemented') and item ->> 'evidenceId' = ${id})
    select (select e.at from events e where e.stream = 'referral' and e.stream_id = sent.referral
               and e.type in ('ReferralRejected', 'ReferralWithdrawn', 'WithdrawalConsented')) as until
      from sent join referrals r on r.id = sent.referral
     where r.receiver = ${agency} and exists (
       select from events e join event_payloads p using (stream, stream_id, version)
        where e.stream = 'evidence' and e.stream_id = ${id} and e.type in ('EvidenceHandedOver', 'EvidencePassedOn')
          and p.payload::jsonb ->> 'to' = ${agency})
    union all select null from evidence_items where id = ${id} and owner = ${agency}`
  if (parts.length === 0) return null
  return parts.reduce((last, { until }) => ((until ?? always) > last ? (until ?? always) : last), new Date(0))
}

t.end()
