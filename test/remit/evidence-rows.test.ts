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
  copied: await stories.reach('copied', {}, { ...file, releasable: true }),
}
// Begun after a return, with an item that had been excluded meanwhile: it was given back and never handed over again.
const { recorder, referrer } = world.cast
const narrowed = await stories.reach('changed', {}, file)
const excluded = `${narrowed.violation}/evidence/${narrowed.evidence[1]}`
await act(
  recorder,
  'PUT',
  `${excluded}/exclusion`,
  { reason: 'irrelevant', explanation: 'Not of this case.' },
  excluded,
)
await act(referrer, 'POST', `${narrowed.referral}/resubmissions`, givenAnswers, narrowed.referral)
await stories.take(narrowed, 'receipt')
await stories.take(narrowed, 'acceptance')
cases['narrowed'] = narrowed

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
  t.ok(subjects.length > 0, 'what it rejected stays its own')
  t.strictSame(
    subjects.filter(subject => !subject.startsWith(`${cases['rejected']?.referral}/`)),
    [],
  )
  t.ok(items.some(({ type }) => type === 'penerusan.withheld'))
})

/** Of each item and agency: the ledger under row security, and whom the feed would tell, against the published table. */
async function compare(when: string): Promise<void> {
  await t.test(
    `${when}, a connection sees the ledger of an item exactly where the table lets its agency read it`,
    async t => {
      let cells = 0
      for (const [name, found] of Object.entries(cases)) {
        const parties = await partiesOf(found)
        for (const id of found.evidence) {
          const [{ ledger, told }] = await world.sql<[{ ledger: number; told: string[] }]>`
          select (select count(*)::int from events where stream = 'evidence' and stream_id = ${id}) as ledger,
                 array(select distinct reader.agency from events e, event_readers(
                     e.stream, e.stream_id, e.version, e.audience, e.agency, e.type, e.at) reader
                   where e.stream = 'evidence' and e.stream_id = ${id} order by 1) as told`
          const readers: string[] = []
          for (const [agency, sql] of connections) {
            cells += 1
            const seen = await sql<{ item: number; ledger: number; payloads: number; bytes: number }[]>`
            select (select count(*)::int from evidence_items where id = ${id}) as item,
                   (select count(*)::int from events where stream_id = ${id}) as ledger,
                   (select count(*)::int from event_payloads where stream_id = ${id}) as payloads,
                   (select count(*)::int from evidence_contents c join evidence_items i on i.content_id = c.id where i.id = ${id}) as bytes`
            // A copy gives its recipient the item, and not its ledger (docs/copies.md).
            const given = name === 'copied' && agency === 'boyolali'
            const reads = parties.has(agency) && (await wasHanded(id, agency))
            const all = reads ? ledger : 0
            const shown = reads || given ? 1 : 0
            t.strictSame(
              { ...seen[0] },
              { item: shown, ledger: all, payloads: all, bytes: shown },
              `${name} ${id} ${agency}`,
            )
            if (reads) readers.push(agency)
          }
          t.strictSame(told, readers.sort(), `${name} ${id} is told to whoever reads it`)
        }
      }
      t.comment(`${cells} cells`)
    },
  )
}

/** Who owns a case, and the parties of its referrals, as the service tells its owner. */
async function partiesOf({ violation, referral }: Case): Promise<Set<string>> {
  const reader = await world.as('kominfo', 'referrer', 'referrer-1')
  const { body } = await reader.get(referral || violation)
  return new Set(referral ? [body['sender'], body['receiver']] : ['kominfo']) as Set<string>
}

/** Whether an item is the agency's own or was ever handed to it, by the item's own record. */
async function wasHanded(id: string, agency: string): Promise<boolean> {
  const [row] = await world.sql<{ owner: string; agencies: string[] }[]>`
    select owner, array(select holding ->> 'agency' from jsonb_array_elements(state -> 'holdings') holding) as agencies
      from evidence_items where id = ${id}`
  return row?.owner === agency || row?.agencies.includes(agency) === true
}

t.end()
