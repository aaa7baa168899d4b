import { randomUUID } from 'node:crypto'
import t from 'tap'
import { finding, purpose, storiesOf, succeeded } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { overseer, otherOverseer, recorder, referrer, intake, officer, commissioner } = world.cast
const given = { reason: 'parallel-proceeding', explanation: 'The hearing is tonight.' }

async function ask(referralId: string, by: Client = overseer): Promise<string> {
  return succeeded(await by.post('/v1/emergency-accesses', { ...given, referralId })).headers['location'] ?? ''
}
const confirm = (path: string, by: Client = otherOverseer) => by.put(`${path}/confirmation`)
const read = (path: string, by: Client = overseer) => by.get(`${path}/referral`, { headers: purpose })

/** What tells two answers apart, without what names this one occurrence. */
function shape(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner) =>
      ['id', 'referralId', 'at', 'endsAt', 'requestId', 'instance'].includes(name) ? typeof inner : inner,
    ),
  )
}

t.test(
  'two persons of an agency with oversight open one referral to one of them, and the parties are told',
  async t => {
    const { id, referral } = await stories.reach('decided')
    const path = await ask(id)
    t.equal(refusal(await read(path)), '409 emergency-access-not-open R-OFF-14')
    const confirmed = await confirm(path)
    t.equal(confirmed.status, 201)

    const seen = await read(path)
    t.equal(seen.status, 200, seen.text)
    const { endsAt } = (confirmed.body as unknown as { confirmation: { endsAt: string } }).confirmation
    t.match(seen.body, {
      id,
      status: 'decided',
      endsAt,
      content: { reportedPersons: [{ name: 'Sari Wulandari, S.Pd.' }] },
    })
    for (const hidden of ['source', 'channel', 'patrol', 'allowedActions', 'questions', 'draft']) {
      t.notMatch(seen.text, new RegExp(`"${hidden}`), hidden)
    }

    for (const party of [recorder, referrer, intake, officer, commissioner]) {
      t.match((await party.get(referral)).body, {
        emergencyAccesses: [
          { ...given, accessId: path.split('/').at(-1), agency: 'bawaslu', role: 'election-officer', endsAt },
        ],
      })
      const { items } = (await party.get(`${referral}/timeline?limit=200`)).body
      t.match(items.at(-1), { type: 'EmergencyAccessOpened', details: { agency: 'bawaslu' } })
    }
  },
)

t.test('what a role or a state guards is never shown in an emergency, and what is left out is listed', async t => {
  const { id } = await stories.reach('decided')
  const path = await ask(id)
  succeeded(await confirm(path))
  const { body, text } = await read(path)
  t.strictSame(body['masked'], ['/content/source', '/content/reportedPersons/0/nip'])
  t.notMatch(text, '"nip":')
})

t.test('an emergency is read for a stated purpose only, which is on record with the read (R-AUD-01)', async t => {
  const { id } = await stories.reach('sent')
  const path = await ask(id)
  succeeded(await confirm(path))
  t.match(refusal(await overseer.get(`${path}/referral`)), /^4\d\d purpose-required/)
  succeeded(await read(path))
  const records = await world.sql`select purpose from read_records where target_id = ${id} and agency = 'bawaslu'`
  t.strictSame([...records], [{ purpose: purpose['x-purpose'] }])
})

t.test('the parties are told before anything is read, and only once', async t => {
  const { id } = await stories.reach('sent')
  const path = await ask(id)
  succeeded(await confirm(path))
  await Promise.all([read(path), read(path), read(path)])
  const events = await world.sql<{ type: string; at: string }[]>`
    select type, stream, (extract(epoch from at) * 1000)::float8 as at from events
     where (stream_id = ${id} and type = 'EmergencyAccessOpened') or stream_id = ${path.split('/').at(-1) ?? ''} order by at, type`
  t.strictSame(events.filter(({ type }) => type === 'EmergencyAccessOpened').length, 1)
  t.equal(events.filter(({ type }) => type === 'EmergencyAccessUsed').length, 3, 'every reading is recorded')
  const first = (type: string) => events.findIndex(event => event.type === type)
  t.ok(first('EmergencyAccessOpened') < first('EmergencyAccessUsed'))
  const records = await world.sql`
    select operation, agency, target from read_records where target_id = ${id} and operation = 'readInEmergency'`
  t.equal(records.length, 3)
})

t.test('who asked does not confirm, and who confirmed does not read (R-OFF-12, R-OFF-13)', async t => {
  const { id } = await stories.reach('sent')
  const path = await ask(id)
  t.equal(refusal(await confirm(path, overseer)), '403 second-person-required R-OFF-12')
  succeeded(await confirm(path))
  t.equal(refusal(await read(path, otherOverseer)), '403 requester-only R-OFF-13')
  t.equal((await confirm(path)).status, 200, 'confirming again changes nothing')
  t.equal(refusal(await confirm(path, overseer)), '403 second-person-required R-OFF-12')
})

t.test('another agency finds no such access, whatever its oversight', async t => {
  const { id } = await stories.reach('sent')
  const path = await ask(id)
  const bkn = await world.as('bkn', 'compliance-officer')
  t.equal((await bkn.get(path)).status, 404)
  t.equal((await confirm(path, bkn)).status, 404)
  succeeded(await confirm(path))
  t.equal((await read(path, bkn)).status, 404)
  t.equal((await bkn.get(`/v1/referrals/${id}`)).status, 404, 'and nothing else of it opens')
  t.equal((await overseer.get(`/v1/referrals/${id}`)).status, 404, 'not even to who may read it')
})

t.test(
  'a referral that does not exist is asked for and confirmed like one that does; only the reading tells',
  async t => {
    const { id } = await stories.reach('sent')
    const answers = async (referralId: string) => {
      const asked = await overseer.post('/v1/emergency-accesses', { ...given, referralId })
      const path = asked.headers['location'] ?? ''
      return {
        path,
        said: [asked, await overseer.get(path), await confirm(path), await overseer.get(path), await confirm(path)],
      }
    }
    const real = await answers(id)
    const made = await answers(randomUUID())
    t.strictSame(
      made.said.map(({ status, body, headers }) => [status, shape(body), Object.keys(headers).sort()]),
      real.said.map(({ status, body, headers }) => [status, shape(body), Object.keys(headers).sort()]),
    )
    t.equal((await read(real.path)).status, 200)
    const gone = await read(made.path)
    t.equal(gone.status, 404)
    t.equal(gone.body.code, 'not-found')
  },
)

t.test('no party reads its own referral by emergency, and no personnel authority any (R-OFF-11, R-ACC-01)', async t => {
  const { id } = await stories.reach('sent')
  for (const client of [
    recorder,
    referrer,
    intake,
    officer,
    commissioner,
    await world.as('boyolali', 'personnel-officer'),
  ]) {
    t.match(
      refusal(await client.post('/v1/emergency-accesses', { ...given, referralId: id })),
      /^403 role-required R-ACC-01/,
    )
  }
  // An agency may come to hold another mandate after its tokens were given.
  await world.sql`insert into mandates values ('bawaslu', 'personnel-authority', '2020-01-01', null, 'test')`
  const answer = await overseer.post('/v1/emergency-accesses', { ...given, referralId: id })
  await world.sql`delete from mandates where agency = 'bawaslu' and mandate = 'personnel-authority'`
  t.equal(refusal(answer), '403 oversight-required R-OFF-11')
})

/** Opens the emergency access of BKN's compliance officers and reads; what the sender is told of it stands beside. */
async function readByBkn(content: Record<string, unknown>) {
  const found = await stories.reach('under-examination', content)
  const path = await ask(found.id, bkn)
  succeeded(await confirm(path, otherBkn))
  const answer = await read(path, bkn)
  return {
    answer,
    told: (await referrer.get(found.referral)).body['emergencyAccesses'] as object[],
    id: found.id,
    path,
  }
}
const bkn = await world.as('bkn', 'compliance-officer')
const otherBkn = await world.as('bkn', 'compliance-officer', 'compliance-officer-2')
const [sari] = finding.reportedPersons
const part = (...agencies: string[]) => agencies.map(agency => ({ agency, because: 'exerted-pressure' }))

t.test(
  'R-OFF-11 who is part of a case, or on the way of its copies, finds nothing, and the parties are told',
  async t => {
    const unknown = await ask(randomUUID(), bkn)
    succeeded(await confirm(unknown, otherBkn))
    const absent = await read(unknown, bkn)
    t.equal(refusal(absent), '404 not-found')

    const cases: Record<string, Record<string, unknown>> = {
      'it exerted pressure': { implicated: part('bkn') },
      'it is the authority of the person': { reportedPersons: [{ ...sari, personnelAuthority: 'bkn' }] },
      'it is the authority of somebody nobody knows': {
        reportedPersons: [
          sari,
          { identification: 'unidentified', description: 'A second voice.', personnelAuthority: 'bkn' },
        ],
      },
      'everybody before it is part of the case': { implicated: part('boyolali', 'jawa-tengah', 'kemendagri') },
      'it answers for the secretary of a regency': {
        reportedPersons: [{ ...sari, regionalSecretary: true }],
        implicated: part('jawa-tengah', 'kemendagri'),
      },
      'nobody else answers for that ministry': { reportedPersons: [{ ...sari, personnelAuthority: 'kominfo' }] },
    }
    for (const [why, content] of Object.entries(cases)) {
      const { answer, told, id, path } = await readByBkn(content)
      t.strictSame(shape(answer.body), shape(absent.body), why)
      t.match(told, [{ agency: 'bkn', refused: true }])
      const explained = await commissioner.get(`/v1/referrals/${id}/access-explanation`)
      t.equal(explained.status, 200)
      t.notMatch(JSON.stringify(explained.body['canSee']), 'overseer', 'nobody can see it so')
      const used = await world.sql`
      select from events where stream_id = ${path.split('/').at(-1) ?? ''} and type = 'EmergencyAccessUsed'`
      t.equal(used.length, 0)
    }
  },
)

t.test('R-OFF-11 who is found to be part of a case while the access is open reads no more', async t => {
  const { id, referral } = await stories.reach('under-examination')
  const path = await ask(id, bkn)
  succeeded(await confirm(path, otherBkn))
  t.equal((await read(path, bkn)).status, 200)
  const found = { agency: 'bkn', because: 'exerted-pressure', explanation: 'Letters of its head were found.' }
  await stories.act(officer, 'POST', `${referral}/implications`, found, referral)
  t.equal((await read(path, bkn)).status, 404)
  const later = await ask(id, bkn)
  succeeded(await confirm(later, otherBkn))
  t.equal((await read(later, bkn)).status, 404)
  t.match((await referrer.get(referral)).body, { emergencyAccesses: [{ agency: 'bkn' }, { refused: true }] })

  const mistake = { explanation: 'The letters were forged.' }
  await stories.act(commissioner, 'PUT', `${referral}/implications/1/revocation`, mistake, referral)
  t.equal((await read(path, bkn)).status, 200, 'it was taken back, and the minutes go on')
  t.equal((await read(later, bkn)).status, 404, 'the parties were told that this one is refused')
  const anew = await ask(id, bkn)
  succeeded(await confirm(anew, otherBkn))
  t.equal((await read(anew, bkn)).status, 200)
})

t.test('R-OFF-11 whoever is not part of it reads on, and a slip of a name is nobody', async t => {
  for (const content of [
    { implicated: part('boyolali', 'jawa-tengah') },
    { reportedPersons: [{ ...sari, personnelAuthority: 'bknn' }] },
  ]) {
    const { answer, told } = await readByBkn(content)
    t.equal(answer.status, 200, answer.text)
    t.match(told, [{ agency: 'bkn' }])
    t.notMatch(told, [{ refused: true }])
  }
})

t.test('of several who confirm at once one opens it', async t => {
  const { id } = await stories.reach('sent')
  const path = await ask(id)
  const third = await world.as('bawaslu', 'election-officer', 'election-officer-3')
  const answers = await Promise.all([otherOverseer, third, otherOverseer, third].map(by => confirm(path, by)))
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 200, 200, 201])
  const ends = answers.map(({ body }) => (body as AnyBody & { confirmation: { endsAt: string } }).confirmation.endsAt)
  t.equal(new Set(ends).size, 1, 'there is one end')
})

t.test('it ends by itself, by the clock of the database, whatever the server is set to (R-OFF-14)', async t => {
  const { id } = await stories.reach('sent')
  const path = await ask(id)
  succeeded(await confirm(path))
  succeeded(await read(path))
  const shift = (minutes: number) =>
    world.sql`insert into clock_shift values (true, make_interval(mins => ${minutes})) on conflict (only_row) do update set shift = excluded.shift`
  await shift(14)
  t.equal((await read(path)).status, 200)
  await shift(15)
  t.equal(refusal(await read(path)), '409 emergency-access-not-open R-OFF-14')
  const late = await ask(id)
  await shift(15 + 60)
  t.equal(refusal(await confirm(late)), '409 emergency-access-not-open R-OFF-14')
  await world.sql`delete from clock_shift`
})

t.test('whoever has left reads no more, though the access is open', async t => {
  const leaver = await world.as('bkn', 'compliance-officer', 'leaver')
  const { id } = await stories.reach('sent')
  const path = await ask(id, leaver)
  succeeded(await confirm(path, await world.as('bkn', 'compliance-officer', 'colleague')))
  succeeded(await read(path, leaver))
  await world.sql`
    insert into departures select ${randomUUID()}, agency, id, ${randomUUID()}::uuid, 'Gone.', null, '{}', now()
      from persons where agency = 'bkn' and subject = 'leaver'`
  t.equal(refusal(await read(path, leaver)), '403 officer-departed R-OFF-10')
})

t.test('reading what was asked for is on record', async t => {
  const path = await ask(randomUUID())
  const id = path.split('/').at(-1) ?? ''
  await otherOverseer.get(path)
  const records = await world.sql`select operation, target, agency from read_records where target_id = ${id}`
  t.strictSame([...records], [{ operation: 'readEmergencyAccess', target: 'emergency-access', agency: 'bawaslu' }])
})

t.end()
