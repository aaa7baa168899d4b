import postgres from 'postgres'
import t from 'tap'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { countReferrals } from '../../src/db/statistics.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { kasn, kominfo, openDesk, projections, readerFrom, workOf } from './desk.ts'

const desk = await openDesk(t, { deadlineMs: 60_000 })
const { admin, pools } = desk
const months = 60
const eachMonth = 500

await admin.unsafe(`
  insert into referral_outcomes
    select agency, date '2030-01-01' + m * interval '1 month', gen_random_uuid(), side, 'accepted', 0, null, '{}'
      from generate_series(0, ${months - 1}) m, generate_series(1, ${eachMonth}) n,
           (values ('kominfo', 'sender'), ('kasn', 'receiver')) party (agency, side);
  analyze referral_outcomes`)

t.test('what statistics cost depends on the months that are asked for, and not on how many there are', async t => {
  const sent: { text: string; values: readonly unknown[] }[] = []
  await pools.run(kominfo, 'watch', async ({ sql }) => {
    sql.options.debug = (_, text, values) => sent.push({ text, values: [...values] })
  })
  const counted = await countReferrals(pools, readerFrom(kominfo), { from: '2031-02', until: '2031-04' })
  await pools.run(kominfo, 'watch no more', async ({ sql }) => {
    sql.options.debug = false
  })
  t.strictSame(counted.map(({ month, side, count }) => [month, side, count]).sort(), [
    ['2031-02', 'sender', eachMonth],
    ['2031-03', 'sender', eachMonth],
  ])
  const asked = sent.find(({ text }) => text.includes('referral_outcomes'))
  if (asked === undefined) throw new Error('nothing was counted')
  const connection = { search_path: 'penerusan', 'app.agency': kominfo }
  const service = postgres(desk.serviceUrl, { max: 1, onnotice: () => {}, connection })
  await service.unsafe(`prepare asked as ${asked.text}`)
  const given = asked.values.map(value => (value === null ? 'null' : `'${`${value}`.replaceAll("'", "''")}'`))
  // Planned for these values at first, and from the sixth time on for any.
  for (let time = 1; time <= 8; time++) {
    const [row] = await service.unsafe<[{ 'QUERY PLAN': [{ Plan: Plan }] }]>(
      `explain (analyze, format json) execute asked (${given.join(', ')})`,
    )
    const scans = flat(row['QUERY PLAN'][0].Plan).filter(node => node['Relation Name'] === 'referral_outcomes')
    t.ok(scans.length > 0)
    for (const node of scans) t.match(node['Node Type'], /^(Index|Bitmap Heap)/, `asked ${time} times`)
    const looked = scans.reduce((sum, node) => sum + rowsOf(node), 0)
    t.equal(looked, 2 * eachMonth, `asked ${time} times`)
  }
  await service.end()
})

t.test('no other agency sees a row, and nobody writes one beside the referral', async t => {
  const stranger = 'bawaslu' as AgencyId
  t.strictSame(await countReferrals(pools, readerFrom(stranger), { from: '2030-01', until: '2031-01' }), [])
  await t.rejects(
    pools.run(kominfo, 'forge', ({ sql }) => sql`update referral_outcomes set outcome = 'rejected'`),
    { code: '42501' },
  )
})

t.test('a row of each party follows the referral through its rounds', async t => {
  const acts = workOf(desk)
  const rowsOfIt = async (id: string) =>
    (
      await admin`select agency, side, outcome, rounds, rejection, cited from referral_outcomes where referral_id = ${id} order by side`
    ).map(row => ({ ...row }))
  const violation = await acts.record()
  await acts.document(violation)
  const id = await acts.send(violation)
  const both = (more: object) => [
    { agency: kasn, side: 'receiver', ...more },
    { agency: kominfo, side: 'sender', ...more },
  ]
  const fresh = { outcome: 'waiting', rounds: 0, rejection: null, cited: [] }
  t.strictSame(await rowsOfIt(id), both(fresh))
  await acts.receive(id)
  await acts.giveBack(id)
  t.strictSame(await rowsOfIt(id), both({ ...fresh, outcome: 'returned', rounds: 1, cited: ['evidence'] }))
})

t.test(
  'referrals from before are counted, and their returns and acceptances are read as made under no checklist',
  async t => {
    const older = await openDesk(t)
    const acts = workOf(older)
    const sent = async () => {
      const violation = await acts.record()
      await acts.document(violation)
      const id = await acts.send(violation)
      await acts.receive(id)
      return { id, violation }
    }
    const { id, violation } = await sent()
    await acts.giveBack(id)
    await acts.change(violation, 'Three likes on two days.')
    await acts.resubmit(id)
    await acts.receive(id)
    await acts.accept(id)
    await acts.reject((await sent()).id)

    // As it was: without the table, and with events and states that know of no checklist.
    await older.admin.unsafe(`
    drop trigger outcomes_are_noted on referrals;
    drop function note_outcome(), outcomes_of(uuid, text, text, text, timestamptz, jsonb);
    drop table referral_outcomes;
    delete from public.migrations where name = '0014-outcomes.sql';
    update event_payloads p set payload = (payload::jsonb - 'checklist' - 'mostRounds' - 'marks')::json
      from events e where (e.stream, e.stream_id, e.version) = (p.stream, p.stream_id, p.version)
       and e.type in ('ReferralReturned', 'ReferralAccepted');
    update referrals set state = jsonb_set(jsonb_set(state - 'lastSentAt', '{acceptance}',
      case when state -> 'acceptance' = 'null' then 'null' else (state -> 'acceptance') - 'checklist' - 'marks' end),
      '{returns}', (select coalesce(jsonb_agg(given - 'checklist' - 'mostRounds'), '[]') from jsonb_array_elements(state -> 'returns') given))`)
    const { adminUrl, serviceUrl } = older
    const directory = readDirectory(foundingDirectory)
    await setUpDatabase({ adminUrl, serviceUrl, directory, log: () => {} })

    const [accepted] = await older.admin`select state from referrals where id = ${id}`
    t.match(accepted?.['state'], {
      lastSentAt: /^2/,
      acceptance: { checklist: null, marks: [] },
      returns: [{ checklist: null, mostRounds: null, answers: [{ code: 'evidence' }] }],
    })
    t.not(accepted?.['state'].lastSentAt, accepted?.['state'].sentAt)
    const outcomes =
      await older.admin`select outcome, rounds from referral_outcomes where agency = 'kasn' order by outcome`
    t.strictSame(
      outcomes.map(row => ({ ...row })),
      [
        { outcome: 'accepted', rounds: 1 },
        { outcome: 'rejected', rounds: 0 },
      ],
    )
    const rebuilt = await rebuildProjections({ adminUrl, serviceUrl, log: () => {} })
    t.strictSame(rebuilt, Object.fromEntries(projections.map(table => [table, { removed: 0, written: 0 }])))
  },
)

type Plan = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Plan[]
}

function flat(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flat)]
}

function rowsOf(node: Plan): number {
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
}

t.end()
