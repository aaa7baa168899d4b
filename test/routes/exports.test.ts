import { createHash, randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { pageSize } from '../../src/routes/export-file.ts'
import { parseCsv } from '../support/csv.ts'
import { finding, onTwo, storiesOf, succeeded } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, officer, otherOfficer, commissioner, personnelOfficer } = world.cast
const purpose = { 'x-purpose': 'Rekapitulasi bulanan' }

type End = { rows: number; leftOut: number; endedBy: string; next: string | null; sha256: string }
type File = { readonly items: readonly AnyBody[]; readonly end: End; readonly text: string; readonly ahead: string }

/** A file in NDJSON, whose end fits it. */
async function take(client: Client, path: string): Promise<File> {
  const { text, headers } = succeeded(await client.get(path, { headers: purpose }))
  const lines = text.split('\n').slice(0, -1)
  const before = text.slice(0, text.length - (lines.at(-1)?.length ?? 0) - 1)
  const { end } = JSON.parse(lines.at(-1) ?? '') as { end: End }
  if (end.sha256 !== createHash('sha256').update(before).digest('hex')) throw new Error('the digest is another one')
  const items = lines.slice(0, -1).map(line => JSON.parse(line) as AnyBody)
  if (items.length !== end.rows) throw new Error(`${end.rows} rows are told and ${items.length} are there`)
  return { items, end, text, ahead: headers['rows-ahead'] ?? '' }
}

/** Everything on a list, page by page. */
async function listed(client: Client, path: string): Promise<string[]> {
  const ids: string[] = []
  for (let next: string | null = path; next !== null; ) {
    const { body }: { body: AnyBody } = succeeded(await client.get(next))
    ids.push(...body.items.map(({ id }) => id))
    next = body.next
  }
  return ids
}

const idsOf = ({ items }: File) => items.map(({ id }) => id)

// Cases in many states, with everything in them that is masked from somebody.
const nik = [{ ...finding.reportedPersons[0], nik: '3309015204850001' }, ...onTwo.reportedPersons.slice(1)]
for (const stage of ['draft', 'documented', 'sent', 'accepted', 'returned', 'under-examination', 'rejected'] as const) {
  await stories.reach(stage, { reportedPersons: nik })
}
await stories.reach('decided')
await stories.reach('executed')

const lists = {
  violations: [recorder, referrer],
  referrals: [recorder, referrer, intake, officer, otherOfficer, commissioner],
  obligations: [recorder, commissioner, personnelOfficer],
}

for (const [name, clients] of Object.entries(lists)) {
  t.test(`an export of ${name} is what the list lists and each item shows, masks included`, async t => {
    for (const client of clients) {
      const file = await take(client, `/v1/${name}/export`)
      t.strictSame(idsOf(file), await listed(client, `/v1/${name}`), client.roles.join())
      t.ok(file.items.length >= 2)
      t.equal(file.ahead, String(file.items.length))
      t.match(file.end, { leftOut: 0, endedBy: 'end', next: null })
      for (const item of file.items) {
        const { body } = succeeded(await client.get(`/v1/${name}/${item.id}`))
        t.strictSame(item, body, `${client.roles.join()} ${item.id}`)
      }
      await sameInCsv(t, client, name, file)
    }
  })
}

/** Cell for cell, what the items have at the places that the header names. */
async function sameInCsv(t: Test, client: Client, name: string, { items }: File) {
  const { text, headers } = succeeded(await client.get(`/v1/${name}/export?format=csv`, { headers: purpose }))
  t.equal(headers['content-type'], 'text/csv; charset=utf-8')
  t.equal(headers['content-disposition'], `attachment; filename="${name}.csv"`)
  const [header = [], ...records] = parseCsv(text)
  const end = records.pop()
  for (const record of [...records, end]) t.equal(record?.length, header.length)
  t.strictSame(
    records.map(record => record.map(cell => cell.replace(/^'/, ''))),
    items.map(item => header.map(column => (column === 'record' ? 'item' : valueAt(item, column)))),
  )
  const sha256 = createHash('sha256')
    .update(text.slice(0, text.lastIndexOf('\nend,') + 1))
    .digest('hex')
  t.strictSame(end?.slice(0, 6), ['end', String(items.length), '0', 'end', '', sha256])
}

function valueAt(item: unknown, column: string): string {
  const [name = '', ...rest] = column.split('/')
  const inner = (value: unknown) => (rest.length === 0 ? shown(value) : valueAt(value, rest.join('/')))
  if (name !== '*') return inner((item as Record<string, unknown> | null | undefined)?.[name])
  return ((item ?? []) as unknown[]).map(inner).filter(Boolean).join('; ')
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

t.test('an export is narrowed as its list is', async t => {
  const { violationId } = await stories.reach('received')
  const [newest] = await listed(recorder, '/v1/violations')
  for (const query of [
    'violations?status=referred',
    'violations?status=draft',
    'violations?from=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z',
    'referrals?status=returned',
    `referrals?violationId=${violationId}`,
    'obligations?status=open',
    'obligations?overdue=false&status=executed',
  ]) {
    const [name, filter] = query.split('?')
    t.strictSame(
      idsOf(await take(recorder, `/v1/${name}/export?${filter}`)),
      await listed(recorder, `/v1/${query}`),
      query,
    )
  }
  const after = await take(recorder, `/v1/violations/export?after=${newest}`)
  t.strictSame(idsOf(after), (await listed(recorder, '/v1/violations')).slice(1))
  for (const query of ['limit=5', 'status=open', 'format=xlsx', 'after=x', 'cursor=x']) {
    t.equal((await recorder.get(`/v1/violations/export?${query}`, { headers: purpose })).status, 400, query)
  }
})

t.test('the format is what is asked for, or what is accepted', async t => {
  const typeFor = async (query: string, accept?: string) => {
    const headers = { ...purpose, ...(accept !== undefined && { accept }) }
    const { status, headers: told } = await intake.get(`/v1/referrals/export${query}`, { headers })
    return status === 200 ? told['content-type'] : status
  }
  const [csv, ndjson] = ['text/csv; charset=utf-8', 'application/x-ndjson; charset=utf-8']
  t.equal(await typeFor(''), ndjson)
  t.equal(await typeFor('', '*/*'), ndjson)
  t.equal(await typeFor('', 'text/csv'), csv)
  t.equal(await typeFor('?format=csv', '*/*'), csv)
  t.equal(await typeFor('?format=ndjson', 'text/csv'), 406)
  t.equal(await typeFor('?format=csv', 'application/x-ndjson'), 406)
  t.equal(await typeFor('', 'application/json'), 406)
  t.match((await intake.get('/v1/referrals/export')).body, { code: 'purpose-required', rule: 'R-AUD-01' })
})

t.test('what the handling of a case does not let somebody export is left out, and counted (R-EVI-14)', async t => {
  const levels = { open: {}, exported: { handling: ['no-onward-sharing'] } }
  const hidden = {
    'no-export': { handling: ['no-export'] },
    'view-only': { handling: ['view-only', 'no-onward-sharing'] },
    confidential: { confidentiality: 'confidential' },
    'strictly-confidential': { confidentiality: 'strictly-confidential' },
  }
  const found = new Map<string, string>()
  const violationOf = new Map<string, string>()
  for (const [name, changes] of Object.entries({ ...levels, ...hidden })) {
    const one = await stories.reach('under-examination', changes)
    found.set(one.id, name)
    violationOf.set(one.violationId, name)
  }
  const exported = async (client: Client, path: string, names: Map<string, string>) => {
    const { items, end } = await take(client, path)
    const there = items.flatMap(({ id }) => names.get(id) ?? []).sort()
    return { there, leftOut: end.leftOut }
  }
  const all = [...found.values()].sort()
  const without = (...left: string[]) => ({ there: all.filter(name => !left.includes(name)), leftOut: left.length })
  const referrals = (client: Client) => exported(client, '/v1/referrals/export', found)

  t.strictSame(await referrals(intake), without('no-export', 'view-only', 'confidential', 'strictly-confidential'))
  t.strictSame(await referrals(officer), without('no-export', 'view-only'), 'it is their case')
  t.strictSame(await referrals(otherOfficer), without('no-export', 'view-only', 'strictly-confidential'))
  t.strictSame(await referrals(commissioner), without('no-export', 'view-only'))
  t.strictSame(await referrals(recorder), without(), 'codes bind other agencies, and this is whose hands recorded it')
  t.strictSame(await referrals(referrer), without())
  const otherRecorder = await world.as('kominfo', 'recorder', `recorder-${randomUUID()}`)
  t.strictSame(await referrals(otherRecorder), without('strictly-confidential'))
  t.strictSame(await exported(otherRecorder, '/v1/violations/export', violationOf), without('strictly-confidential'))
  t.strictSame(await exported(referrer, '/v1/violations/export', violationOf), without())
  // A list goes on to name them: only what leaves in a file is less.
  for (const id of found.keys()) t.ok((await listed(intake, '/v1/referrals')).includes(id))
})

t.test('a case from which somebody is recused is in no export of theirs (R-OFF-05)', async t => {
  const found = await stories.reach('decided')
  const interest = { interest: 'same-work-unit', explanation: 'We sit in one room.' }
  const recused = await world.as('kominfo', 'recorder', `recused-${randomUUID()}`)
  const recusedToo = await world.as('kasn', 'case-officer', `recused-${randomUUID()}`)
  const paths: [Client, Client, string, string | undefined][] = [
    [recused, recorder, '/v1/violations/export', found.violationId],
    [recused, recorder, '/v1/referrals/export', found.id],
    [recusedToo, officer, '/v1/referrals/export', found.id],
    [recusedToo, officer, '/v1/obligations/export', found.obligation],
  ]
  succeeded(await recused.put(`${found.violation}/recusal`, interest))
  succeeded(await recusedToo.put(`${found.referral}/recusal`, interest))
  for (const [cutOff, colleague, path, id] of paths) {
    const file = await take(cutOff, path)
    t.notMatch(file.text, id ?? 'none', path)
    t.equal(file.ahead, String(file.end.rows + file.end.leftOut), 'nor in the count')
    t.ok(idsOf(await take(colleague, path)).includes(id ?? ''), path)
  }
})

t.test('no cell begins like a formula, and what was there comes back when an apostrophe is taken away', async t => {
  const begun = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', "'"]
  const texts = [
    ...begun.map(first => `${first}HYPERLINK("https://x.example";"a, b")`),
    'plain, with "quotes"\r\nand lines',
  ]
  const ids = new Map<string, string>()
  for (const eventDescription of texts) ids.set((await stories.record({ eventDescription })).id, eventDescription)
  const name = '=cmd|"/c calc"!A1'
  const named = await stories.record({ reportedPersons: [{ identification: 'identified', name }] })
  const { text } = succeeded(await recorder.get('/v1/violations/export?format=csv&status=draft', { headers: purpose }))
  const [header = [], ...records] = parseCsv(text)
  for (const record of records) for (const cell of record) t.notMatch(cell, /^[=+\-@\t\r\n＝]/)
  const at = (id: string, column: string) =>
    records.find(record => record[header.indexOf('id')] === id)?.[header.indexOf(column)]
  for (const [id, said] of ids) {
    const cell = at(id, 'content/eventDescription')
    t.equal(cell, begun.includes(said.charAt(0)) ? `'${said}` : said)
    t.equal(cell?.replace(/^'/, ''), said)
  }
  t.equal(at(named.id, 'content/reportedPersons/*/name'), `'${name}`)
})

t.test('every page is on record as a read before it leaves, and the parts of a file are the whole', async t => {
  const already = (await listed(recorder, '/v1/violations')).length
  for (let n = already; n <= pageSize + 3; n++) await stories.record()
  const marker = randomUUID()
  const asked = { headers: { 'x-purpose': marker } }
  const whole = await take(recorder, '/v1/violations/export')
  await recorder.get('/v1/violations/export?format=csv&from=2020-01-01T00:00:00Z', asked)
  const recorded = await world.sql`
    select operation, target, target_id, filter, given from read_records where purpose = ${marker} order by id`
  const rows = recorded.filter(({ given }) => !given)
  t.match(rows, [
    { operation: 'exportViolations', target: 'violations', filter: { limit: pageSize, before: null } },
    { operation: 'exportViolations', target: 'violations', filter: { before: whole.items[pageSize - 1]?.id } },
  ])
  t.equal(rows.length, 2)
  t.strictSame(
    recorded.filter(({ given }) => given).map(({ target, target_id: id }) => `${target} ${id}`),
    idsOf(whole).map(id => `violation ${id}`),
    'and each item of it before it leaves',
  )
  t.ok(whole.end.rows > pageSize)
  t.equal(whole.ahead, String(whole.end.rows))
  t.equal(new Set(idsOf(whole)).size, whole.end.rows)

  const cut = whole.items.slice(0, 7)
  const rest = await take(recorder, `/v1/violations/export?after=${cut.at(-1)?.id}`)
  t.equal(rest.ahead, String(rest.end.rows))
  t.strictSame([...cut.map(({ id }) => id), ...idsOf(rest)], idsOf(whole))
})

t.end()
