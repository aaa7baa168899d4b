import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import t from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { readDirectory } from '../../src/directory/directory.ts'
import { type EventTypeName, eventTypes, isOfPersons } from '../../src/domain/event-types.ts'
import { caseTables, createServiceDatabase, type Desk, openDesk, snapshot, workOf } from './desk.ts'

// record_act is called as the service may call it, with everything a faulty or captured service could say.

type Json = null | boolean | number | string | Json[] | { [member: string]: Json }
type Members = { [member: string]: Json }
type Append = { stream: string; id: string; after: number; events: Members[] }

/** The parameters of the door. */
type Call = {
  act: Members
  appends: Append[] | null
  violation: Members | null
  referral: Members | null
  examination: Members | null
  evidence: Members[] | null
  contents: Members[] | null
  reporter: Members | null
  reply: Members | null
}

const desk = await openDesk(t)
const { admin } = desk
const work = workOf(desk)

const violationId = await work.record()
await work.document(violationId)
const otherViolationId = await work.record()
const referralId = await work.send(violationId)
await work.receive(referralId)
await work.accept(referralId)
await work.assign(referralId)
await work.draft(referralId)
const [{ id: kasnPerson }] = await admin<[{ id: string }]>`select id from persons where agency = 'kasn' limit 1`
const [{ id: kominfoPerson }] = await admin<[{ id: string }]>`select id from persons where agency = 'kominfo' limit 1`

const sealed = { keyId: 'k', wrappedKey: 'w'.repeat(80), iv: 'i'.repeat(16), ciphertext: 'c'.repeat(363) }
const calls = {
  /** Kominfo records a new violation, with a reporter and a stored reply. */
  async recording(): Promise<Call> {
    const id = uuidv7()
    const row = await rowOf('violations', 'id', otherViolationId)
    return {
      act: await act('kominfo', kominfoPerson, 'recorder'),
      appends: [append('violation', id, 0, 'ViolationRecorded')],
      violation: { ...row, id, version: 1 },
      referral: null,
      examination: null,
      evidence: null,
      contents: null,
      reporter: { id: uuidv7(), identity: sealed },
      reply: {
        operation: 'recordViolation',
        key: randomUUID(),
        fingerprint: 'ab'.repeat(32),
        status: 201,
        headers: {},
        body: '{}',
      },
    }
  },
  /** Kominfo changes a violation of its own. */
  async change(): Promise<Call> {
    const row = await rowOf('violations', 'id', otherViolationId)
    return {
      ...nothing,
      act: await act('kominfo', kominfoPerson, 'recorder'),
      appends: [append('violation', otherViolationId, Number(row['version']), 'ViolationChanged')],
      violation: next(row),
    }
  },
  /** Kominfo sends a violation to KASN. */
  async sending(): Promise<Call> {
    const violation = await rowOf('violations', 'id', otherViolationId)
    const referral = await rowOf('referrals', 'id', referralId)
    const id = uuidv7()
    return {
      ...nothing,
      act: await act('kominfo', kominfoPerson, 'referrer'),
      appends: [
        append('violation', otherViolationId, Number(violation['version']), 'ViolationReferred'),
        append('referral', id, 0, 'ReferralSent'),
      ],
      violation: next({ ...violation, status: 'referred', own_status: 'referred', referral_id: id }),
      referral: { ...referral, id, violation_id: otherViolationId, status: 'sent', version: 1 },
    }
  },
  /** Kominfo adds an item to a violation. */
  async adding(): Promise<Call> {
    const id = uuidv7()
    const contentId = uuidv7()
    const { at, ...person } = await act('kominfo', kominfoPerson, 'recorder')
    return {
      ...nothing,
      act: { ...person, at: `${at}` },
      appends: [append('evidence', id, 0, 'EvidenceCollected')],
      evidence: [
        {
          id,
          violation_id: otherViolationId,
          owner: 'kominfo',
          status: 'pending',
          content_id: contentId,
          copy_id: null,
          shared_with: [],
          version: 1,
          received_at: `${at}`,
          changed_at: `${at}`,
          state: {},
        },
      ],
      contents: [
        {
          id: contentId,
          digest: randomUUID().replaceAll('-', '').repeat(2),
          size: 12,
          object: await looseObject(),
          key_id: 'test',
          wrapped_key: 'x',
          quota: null,
        },
      ],
    }
  },
  /** The service has inspected it. */
  async scanning(): Promise<Call> {
    const row = await itemRow()
    const person = await act('kominfo', kominfoPerson, 'evidence-scanner')
    return {
      ...nothing,
      act: { ...person, kind: 'system' },
      appends: [append('evidence', itemId, Number(row['version']), 'EvidenceScanned')],
      evidence: [next({ ...row, status: 'clean' })],
    }
  },
  /** Kominfo opens it. */
  async opening(): Promise<Call> {
    const row = await itemRow()
    return {
      ...nothing,
      act: await act('kominfo', kominfoPerson, 'recorder'),
      appends: [append('evidence', itemId, Number(row['version']), 'EvidenceOpened')],
      evidence: [next(row)],
    }
  },
  /** Kominfo erases it. */
  async erasing(): Promise<Call> {
    const row = await itemRow()
    return {
      ...nothing,
      act: await act('kominfo', kominfoPerson, 'referrer'),
      appends: [append('evidence', itemId, Number(row['version']), 'EvidenceErased')],
      evidence: [next({ ...row, status: 'erased', content_id: null, copy_id: null })],
    }
  },
  /** KASN asks a question. */
  async question(): Promise<Call> {
    const row = await rowOf('referrals', 'id', referralId)
    return {
      ...nothing,
      act: await act('kasn', kasnPerson, 'case-officer'),
      appends: [append('referral', referralId, Number(row['version']), 'QuestionAsked')],
      referral: next(row),
    }
  },
  /** KASN revises a draft. */
  async revision(): Promise<Call> {
    const row = await rowOf('examinations', 'referral_id', referralId)
    return {
      ...nothing,
      act: await act('kasn', kasnPerson, 'case-officer'),
      appends: [append('examination', referralId, Number(row['version']), 'DecisionRevised')],
      examination: next(row),
    }
  },
}
/** An object that waits to be referred to: the one that there is, or a new one. */
async function looseObject(): Promise<string> {
  const [loose] = await admin<{ object: string }[]>`select object from evidence_loose_objects`
  if (loose !== undefined) return loose.object
  await admin`select penerusan.note_loose_object(${randomUUID()})`
  return looseObject()
}

/** The item as an act brings it: with which referrals it was handed over, the database finds out. */
async function itemRow(): Promise<Members> {
  const { handed_with: _, ...row } = await rowOf('evidence_items', 'id', itemId)
  return row
}

const nothing = {
  violation: null,
  referral: null,
  examination: null,
  evidence: null,
  contents: null,
  reporter: null,
  reply: null,
}

const itemId = await (async () => {
  const call = await calls.adding()
  if ((await knock(desk, 'kominfo', call)) !== 'let in') throw new Error('the item was not let in')
  return String(call.evidence?.[0]?.['id'])
})()

type Attack = {
  readonly call: keyof typeof calls
  /** Undefined: the agency that the act names. Null: none. */
  readonly connection?: string | null
  readonly forge: (call: Call) => unknown
  readonly refusal: string
}

const attacks: Record<string, Attack> = {
  // Who
  'an act of another agency': { call: 'question', connection: 'kominfo', forge: () => {}, refusal: 'PN001' },
  'an act of an agency that is not party': { call: 'question', forge: as('bkn'), refusal: 'PN004' },
  'a connection without an agency': { call: 'question', connection: null, forge: () => {}, refusal: 'PN001' },
  'a connection with an empty agency': { call: 'question', connection: '', forge: as(''), refusal: 'PN001' },
  'an agency nobody knows': { call: 'recording', forge: as("kominfo' or 'a' = 'a"), refusal: 'PN004' },
  'an act of nobody': { call: 'question', forge: call => Object.assign(call, { act: null }), refusal: 'PN001' },
  ...forEach(['kind', 'person', 'role', 'at'], member => [
    `an act without ${member}`,
    { call: 'question', forge: call => delete call.act[member], refusal: 'PN005' },
  ]),
  ...forEach(['kind', 'person', 'role', 'at'], member => [
    `an act whose ${member} is null`,
    { call: 'question', forge: call => Object.assign(call.act, { [member]: null }), refusal: 'PN005' },
  ]),
  'an act of a kind there is not': {
    call: 'question',
    forge: call => Object.assign(call.act, { kind: 'robot' }),
    refusal: 'PN005',
  },
  'an official’s act in the name of the service': {
    call: 'question',
    forge: call => Object.assign(call.act, { kind: 'system' }),
    refusal: 'PN004',
  },
  'R-ACC-06 an erasure by a machine client': {
    call: 'erasing',
    forge: call => Object.assign(call.act, { kind: 'client' }),
    refusal: 'PN004',
  },
  'a scan in the name of an official': {
    call: 'scanning',
    forge: call => Object.assign(call.act, { kind: 'person' }),
    refusal: 'PN004',
  },
  'evidence for another agency’s violation': {
    call: 'adding',
    connection: 'kasn',
    forge: call => Object.assign(call.act, { agency: 'kasn' }),
    refusal: 'PN004',
  },
  'evidence for a violation that is not there': {
    call: 'adding',
    forge: call => Object.assign(call.evidence?.[0] ?? {}, { violation_id: randomUUID() }),
    refusal: 'PN004',
  },
  'evidence recorded for another owner': {
    call: 'adding',
    forge: call => Object.assign(call.evidence?.[0] ?? {}, { owner: 'kasn' }),
    refusal: 'PN004',
  },
  'evidence shared with whom it was not handed to': {
    call: 'adding',
    forge: call => Object.assign(call.evidence?.[0] ?? {}, { shared_with: ['kasn'] }),
    refusal: 'PN005',
  },
  'evidence shared while it is scanned': {
    call: 'scanning',
    forge: call => Object.assign(call.evidence?.[0] ?? {}, { shared_with: ['bkn'] }),
    refusal: 'PN005',
  },
  'an item opened by an agency that never held it': {
    call: 'opening',
    connection: 'kasn',
    forge: call => Object.assign(call.act, { agency: 'kasn', role: 'case-officer' }),
    refusal: 'PN004',
  },
  'an item moved to another violation': {
    call: 'opening',
    forge: call => Object.assign(call.evidence?.[0] ?? {}, { violation_id: violationId }),
    refusal: 'PN005',
  },
  'an item without its row': {
    call: 'opening',
    forge: call => Object.assign(call, { evidence: [] }),
    refusal: 'PN005',
  },
  'an item’s row of another version': {
    call: 'opening',
    forge: call => Object.assign(call.evidence?.[0] ?? {}, { version: 7 }),
    refusal: 'PN005',
  },
  'an item’s row with a member more': {
    call: 'opening',
    forge: call => Object.assign(call.evidence?.[0] ?? {}, { more: 1 }),
    refusal: 'PN005',
  },
  'content with a member less': {
    call: 'adding',
    forge: call => Reflect.deleteProperty(call.contents?.[0] ?? {}, 'object'),
    refusal: 'PN005',
  },
  'content whose digest is none': {
    call: 'adding',
    forge: call => Object.assign(call.contents?.[0] ?? {}, { digest: 'abc' }),
    refusal: '23514',
  },
  'content beyond the quota': {
    call: 'adding',
    forge: call => Object.assign(call.contents?.[0] ?? {}, { quota: 10 }),
    refusal: 'PN007',
  },
  'content in an object that nobody noted, or that a sweep has taken': {
    call: 'adding',
    forge: call => Object.assign(call.contents?.[0] ?? {}, { object: randomUUID() }),
    refusal: 'PN009',
  },
  'an item whose content is not there': {
    call: 'adding',
    forge: call => Object.assign(call, { contents: [] }),
    refusal: '23503',
  },
  'a person that is no UUID': {
    call: 'question',
    forge: call => Object.assign(call.act, { person: "'); drop table penerusan.events; --" }),
    refusal: '22P02',
  },
  'an act with a member more': {
    call: 'question',
    forge: call => Object.assign(call.act, { note: 'between ourselves' }),
    refusal: 'PN005',
  },

  // When
  'an act in the future': { call: 'question', forge: at(60_000), refusal: 'PN005' },
  'an act in the past': { call: 'recording', forge: at(-120_000), refusal: 'PN005' },
  'a time that is none': {
    call: 'question',
    forge: call => Object.assign(call.act, { at: 'now, more or less' }),
    refusal: '22007',
  },

  // What, and on whose stream
  'an event of the other side': { call: 'question', forge: event('ReferralClosed'), refusal: 'PN004' },
  'an event of another stream': { call: 'question', forge: event('ViolationChanged'), refusal: 'PN005' },
  'an event nobody knows': {
    call: 'question',
    forge: call => Object.assign(eventOf(call), { type: 'QuestionForgotten' }),
    refusal: 'PN005',
  },
  'an event without a type': { call: 'question', forge: call => delete eventOf(call)['type'], refusal: 'PN005' },
  'an event whose type and audience are null': {
    call: 'question',
    forge: call => Object.assign(eventOf(call), { type: null, audience: null }),
    refusal: 'PN005',
  },
  'an audience that the type does not have': {
    call: 'revision',
    forge: call => Object.assign(eventOf(call), { audience: 'parties' }),
    refusal: 'PN005',
  },
  'an event with a member more': {
    call: 'question',
    forge: call => Object.assign(eventOf(call), { agency: 'kominfo' }),
    refusal: 'PN005',
  },
  'an event id that is taken': { call: 'question', forge: () => {}, refusal: '23505' },
  'an event twice': {
    call: 'question',
    forge: call => {
      const [given] = appendsOf(call)
      given?.events.push({ ...eventOf(call) })
      Object.assign(call.referral ?? {}, { version: Number(call.referral?.['version']) + 1 })
    },
    refusal: '23505',
  },
  'a payload that is not JSON': {
    call: 'question',
    forge: call => Object.assign(eventOf(call), { payload: '{"text": "\'' }),
    refusal: '22P02',
  },
  'an event without a payload': {
    call: 'question',
    forge: call => Object.assign(eventOf(call), { payload: null }),
    refusal: '23502',
  },
  'a stream nobody knows': {
    call: 'question',
    forge: call => Object.assign(appendOf(call), { stream: 'events', after: 0 }),
    refusal: 'PN005',
  },
  'events of a referral in the stream of its violation': {
    call: 'question',
    forge: call => Object.assign(appendOf(call), { stream: 'violation', id: violationId }),
    refusal: 'PN003',
  },
  'a change of another agency’s violation': { call: 'change', forge: as('kasn'), refusal: 'PN004' },
  'a recording without the mandate': { call: 'recording', forge: as('kasn'), refusal: 'PN004' },
  'an append with a member more': {
    call: 'question',
    forge: call => Object.assign(appendOf(call), { force: true }),
    refusal: 'PN005',
  },
  'an append of no events': {
    call: 'question',
    forge: call => Object.assign(appendOf(call), { events: [] }),
    refusal: 'PN005',
  },
  'an append whose events are missing, beside a row of the same version': {
    call: 'question',
    forge: call => {
      delete (appendOf(call) as Partial<Append>).events
      Object.assign(call.referral ?? {}, { version: appendOf(call).after })
    },
    refusal: 'PN005',
  },

  // Upon which version
  'a stale version': { call: 'question', forge: after(-1), refusal: 'PN003' },
  'a gap': { call: 'question', forge: after(+1), refusal: 'PN003' },
  'no version': {
    call: 'question',
    forge: call => delete (appendOf(call) as Partial<Append>).after,
    refusal: 'PN005',
  },
  'a version that is null': {
    call: 'question',
    forge: call => Object.assign(appendOf(call), { after: null }),
    refusal: 'PN005',
  },
  'a stream taken over as if it were new': {
    call: 'change',
    forge: call => {
      as('kasn')(call)
      Object.assign(call.violation ?? {}, { owner: 'kasn', version: 1 })
      Object.assign(appendOf(call), { after: 0 })
    },
    refusal: 'PN003',
  },

  // Rows
  'rows without any events': {
    call: 'question',
    forge: call => Object.assign(call, { appends: [] }),
    refusal: 'PN005',
  },
  'rows with events that are null': {
    call: 'question',
    forge: call => Object.assign(call, { appends: null }),
    refusal: 'PN005',
  },
  'another agency’s row with events that are null': {
    call: 'change',
    forge: call => {
      as('kasn')(call)
      call.appends = null
    },
    refusal: 'PN005',
  },
  'events without their row': {
    call: 'question',
    forge: call => Object.assign(call, { referral: null }),
    refusal: 'PN005',
  },
  'a row of another version': { call: 'question', forge: row('referral', { version: 99 }), refusal: 'PN005' },
  'a row of another stream’s id': { call: 'question', forge: row('referral', { id: uuidv7() }), refusal: 'PN005' },
  'a row too many': {
    call: 'question',
    forge: call =>
      Object.assign(call, { examination: { referral_id: referralId, agency: 'kasn', version: 2, state: {} } }),
    refusal: 'PN005',
  },
  'a row with a member more': { call: 'question', forge: row('referral', { epoch: 1 }), refusal: 'PN005' },
  'a row with a member less': {
    call: 'question',
    forge: call => delete call.referral?.['due_on'],
    refusal: 'PN005',
  },
  'a row that is no object': {
    call: 'question',
    forge: call => Object.assign(call, { referral: [call.referral] }),
    refusal: 'PN005',
  },
  'a status nobody knows': { call: 'question', forge: row('referral', { status: 'lost' }), refusal: '23514' },
  'a referral given to another receiver': {
    call: 'question',
    forge: row('referral', { receiver: 'bkn' }),
    refusal: 'PN004',
  },
  'a referral given to another sender': {
    call: 'question',
    forge: row('referral', { sender: 'kasn' }),
    refusal: 'PN005',
  },
  'a referral moved to another violation': {
    call: 'question',
    forge: row('referral', { violation_id: otherViolationId }),
    refusal: 'PN005',
  },
  'a violation given to another owner': {
    call: 'change',
    forge: row('violation', { owner: 'kasn' }),
    refusal: 'PN005',
  },
  'a violation recorded for another owner': {
    call: 'recording',
    forge: row('violation', { owner: 'kasn' }),
    refusal: 'PN004',
  },
  'an examination shown to the sender': {
    call: 'revision',
    forge: row('examination', { agency: 'kominfo' }),
    refusal: 'PN005',
  },

  // Sending
  'a referral to an agency without the mandate': {
    call: 'sending',
    forge: row('referral', { receiver: 'bkn' }),
    refusal: 'PN004',
  },
  'a referral in the name of another sender': {
    call: 'sending',
    forge: row('referral', { sender: 'bawaslu' }),
    refusal: 'PN004',
  },
  'a referral of a violation that is not there': {
    call: 'sending',
    forge: row('referral', { violation_id: uuidv7() }),
    refusal: 'PN004',
  },
  'a referral of another violation than the one that moves': {
    call: 'sending',
    forge: row('referral', { violation_id: violationId }),
    refusal: 'PN005',
  },
  'a violation that names another referral': {
    call: 'sending',
    forge: row('violation', { referral_id: referralId }),
    refusal: 'PN005',
  },
  'a referral whose violation stays where it is': {
    call: 'sending',
    forge: call => {
      appendsOf(call).shift()
      call.violation = null
    },
    refusal: 'PN005',
  },
  'a second open referral': {
    call: 'sending',
    forge: call => {
      const { id, ...first } = { ...call.referral } as Members & { id: string }
      Object.assign(call, { referral: { id, ...first, violation_id: violationId } })
      Object.assign(call.violation ?? {}, { id: violationId })
      Object.assign(appendOf(call), { id: violationId, after: 3 })
      Object.assign(call.violation ?? {}, { version: 4 })
    },
    refusal: '23505',
  },

  // The rest
  'a reporter for a violation that is on file': {
    call: 'change',
    forge: call => Object.assign(call, { reporter: { id: uuidv7(), identity: {} } }),
    refusal: 'PN005',
  },
  'a reporter without a violation': {
    call: 'question',
    forge: call => Object.assign(call, { reporter: { id: uuidv7(), identity: {} } }),
    refusal: 'PN005',
  },
  'a reporter with a member more': {
    call: 'recording',
    forge: call => Object.assign(call.reporter ?? {}, { agency: 'kasn' }),
    refusal: 'PN005',
  },
  ...Object.fromEntries(
    Object.entries<Json>({
      'in plain text': { name: 'Budi', contact: 'x', nip: 'y', statement: 'z' },
      'sealed and in plain text too': { ...sealed, name: 'Budi' },
      'without its nonce': { ...sealed, iv: null },
      'with a plain text for a ciphertext': { ...sealed, ciphertext: `Budi ${'x'.repeat(400)}` },
      'with a short text for a ciphertext': { ...sealed, ciphertext: 'Budi' },
      'that is a text': 'Budi',
      'that is nothing': null,
    }).map(([what, identity]): [string, Attack] => [
      `a reporter ${what}`,
      {
        call: 'recording',
        forge: call => Object.assign(call.reporter ?? {}, { identity }),
        refusal: '23514',
      },
    ]),
  ),
  'a reply with a member more': {
    call: 'recording',
    forge: call => Object.assign(call.reply ?? {}, { agency: 'kasn' }),
    refusal: 'PN005',
  },
  'a reply without a key': {
    call: 'recording',
    forge: call => Object.assign(call.reply ?? {}, { key: null }),
    refusal: '23502',
  },
}

await looseObject()
const before = await snapshot(admin)

for (const [title, { call: name, connection, forge, refusal }] of Object.entries(attacks)) {
  t.test(`the door refuses ${title}, and nothing is written`, async t => {
    const call = await calls[name]()
    if (title === 'an event id that is taken') {
      const [{ id }] = await admin<[{ id: string }]>`select id from events limit 1`
      eventOf(call)['id'] = id
    }
    forge(call)
    t.equal(
      await knock(desk, connection === undefined ? String(call.act?.['agency'] ?? 'kasn') : connection, call),
      refusal,
    )
    t.strictSame(await snapshot(admin), before)
  })
}

t.test('the door refuses an act before the last event, and nothing is written', async t => {
  const call = await calls.question()
  const [{ last }] = await admin<[{ last: Date }]>`
    select max(at) as last from events where stream = 'referral' and stream_id = ${referralId}`
  // By a clock that says the time of that event it is no act of the past, however long ago the event was.
  await admin`insert into clock_shift (shift) values (${last} - clock_timestamp())`
  t.teardown(() => admin`delete from clock_shift`)
  at(-1000, last.toISOString())(call)
  t.equal(await knock(desk, 'kasn', call), 'PN003')
  t.strictSame(await snapshot(admin), before)
})

t.test('the same calls without the forgery are let in', async t => {
  for (const name of [
    'recording',
    'change',
    'question',
    'revision',
    'adding',
    'scanning',
    'opening',
    'sending',
    'erasing',
  ] as const) {
    const call = await calls[name]()
    t.equal(await knock(desk, String(call.act['agency']), call), 'let in', name)
  }
})

t.test(
  'R-ACC-06 the database knows of each event whether only acts of persons lead to it, by the access table',
  async t => {
    const known = await admin<
      { type: EventTypeName; not_by_client: boolean }[]
    >`select type, not_by_client from event_types`
    t.strictSame(
      known
        .filter(row => row.not_by_client)
        .map(({ type }) => type)
        .sort(),
      (Object.keys(eventTypes) as EventTypeName[]).filter(isOfPersons).sort(),
    )
    // Written down by hand: of these at least nobody may doubt it.
    for (const type of [
      'DecisionIssued',
      'HandoverSent',
      'RecusalLifted',
      'DepartureRecorded',
      'ReporterConsented',
      'EvidenceErased',
    ]) {
      t.ok(
        known.some(row => row.type === type && row.not_by_client),
        type,
      )
    }
    for (const type of ['ReferralSent', 'QuestionAsked', 'RecusalDeclared', 'DecisionDrafted', 'ReferralDecided']) {
      t.ok(
        known.some(row => row.type === type && !row.not_by_client),
        type,
      )
    }
  },
)

t.test('where the clock was set back, an act at the time of the last event is let in', async t => {
  const recording = await calls.recording()
  await knock(desk, 'kominfo', recording)
  const id = String(recording.violation?.['id'])
  await admin`insert into clock_shift (shift) values ('-30 seconds')`
  t.teardown(() => admin`delete from clock_shift`)
  const row = await rowOf('violations', 'id', id)
  const change: Call = {
    ...nothing,
    act: { ...recording.act },
    appends: [append('violation', id, 1, 'ViolationChanged')],
    violation: next(row),
  }
  t.equal(await knock(desk, 'kominfo', change), 'let in')
  Object.assign(change, { appends: [append('violation', id, 2, 'ViolationChanged')], violation: next(next(row)) })
  at(1000, String(recording.act['at']))(change)
  t.equal(await knock(desk, 'kominfo', change), 'PN005', 'and a later one is not')
})

t.test('text in any place is text, whatever it looks like', async t => {
  const call = await calls.recording()
  const text = `'); drop table penerusan.events; -- \\ $$ %s {{prefix}} \u2028 “`
  Object.assign(call.reply ?? {}, { operation: text, key: text, body: text })
  Object.assign(call.reporter ?? {}, { identity: { ...sealed, keyId: text } })
  eventOf(call)['payload'] = JSON.stringify({ text })
  t.equal(await knock(desk, 'kominfo', call), 'let in')
  const [{ payload }] = await admin<[{ payload: { text: string } }]>`
    select payload from event_payloads where stream_id = ${appendOf(call).id}`
  t.equal(payload.text, text)
})

t.test('R-EVI-13: whose part in an item is over opens it no more', async t => {
  const id = await work.record()
  const item = await work.attach(id)
  await work.document(id)
  const sent = await work.send(id)
  const opening = async (): Promise<Call> => {
    const { handed_with: _, ...row } = await rowOf('evidence_items', 'id', item)
    return {
      ...nothing,
      act: await act('kasn', kasnPerson, 'case-officer'),
      appends: [append('evidence', item, Number(row['version']), 'EvidenceOpened')],
      evidence: [next(row)],
    }
  }
  t.equal(await knock(desk, 'kasn', await opening()), 'let in')
  await work.receive(sent)
  await work.reject(sent)
  const untouched = await snapshot(admin)
  t.equal(await knock(desk, 'kasn', await opening()), 'PN003')
  t.strictSame(await snapshot(admin), untouched)
})

t.test('a mandate that has ended opens nothing, and its successor is let in', async t => {
  // KASN's mandate has passed to BKN, in law on 24 August 2024.
  const shipped = readDirectory(new URL('../../src/directory/succession.json', import.meta.url).pathname)
  const directory = { ...shipped, agreements: shipped.agreements.map(agreement => ({ ...agreement, to: null })) }
  const urls = await createServiceDatabase(t, { directory, template: 'penerusan_test_succession_agreed' })
  const later = await openDesk(t, { directory, urls })
  const laterWork = workOf(later)
  const id = await laterWork.record()
  await laterWork.document(id)
  const sent = await laterWork.send(id)
  const [referral] = await later.admin`select to_jsonb(r) as row from referrals r where id = ${sent}`
  t.equal(referral?.['row'].receiver, 'bkn')

  const receipt = async (agency: string): Promise<Call> => ({
    ...nothing,
    act: await act(agency, randomUUID(), 'intake-officer'),
    appends: [append('referral', sent, referral?.['row'].version, 'ReferralReceived')],
    referral: next(referral?.['row']),
  })
  // The statistics of an agency keep what it once received.
  const tables = caseTables.filter(table => table !== 'referral_outcomes')
  const untouched = await snapshot(later.admin, tables)
  t.equal(await knock(later, 'kasn', await receipt('kasn')), 'PN004', 'the former holder is not the receiver')

  // As if the referral had been sent while KASN still held the mandate.
  await later.admin`alter table referrals disable trigger referrals_move_by_succession`
  await later.admin`update referrals set receiver = 'kasn' where id = ${sent}`
  const begun = await receipt('kasn')
  Object.assign(begun.referral ?? {}, { receiver: 'kasn' })
  t.equal(await knock(later, 'kasn', begun), 'PN004', 'nor may the receiver go on when its mandate has ended')
  await later.admin`update referrals set receiver = 'bkn' where id = ${sent}`
  await later.admin`alter table referrals enable trigger referrals_move_by_succession`

  t.strictSame(await snapshot(later.admin, tables), untouched)
  t.equal(await knock(later, 'bkn', await receipt('bkn')), 'let in')
})

/** Calls the door on a connection of this agency; returns `let in` or the SQLSTATE of the refusal. */
async function knock({ serviceUrl }: Desk, agency: string | null, call: Call): Promise<string> {
  const sql = postgres(serviceUrl, {
    max: 1,
    onnotice: () => {},
    fetch_types: false,
    connection: agency === null ? {} : { 'app.agency': agency },
  })
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  try {
    await sql`select penerusan.record_act(
      ${json(call.act)}::text::jsonb, ${json(call.appends)}::text::jsonb, ${json(call.violation)}::text::jsonb,
      ${json(call.referral)}::text::jsonb, ${json(call.examination)}::text::jsonb, ${json(call.evidence)}::text::jsonb,
      ${json(call.contents)}::text::jsonb, ${json(call.reporter)}::text::jsonb, ${json(call.reply)}::text::jsonb)`
    return 'let in'
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code
    throw error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function rowOf(table: string, column: string, id: string): Promise<Members> {
  const [found] = await admin`select to_jsonb(r) as row from ${admin(table)} r where ${admin(column)} = ${id}`
  return found?.['row']
}

function next(row: Members): Members {
  return { ...row, version: Number(row['version']) + 1 }
}

async function act(agency: string, person: string, role: string): Promise<Members> {
  const [{ now }] = await admin<[{ now: string }]>`select rfc3339(app_now()) as now`
  return { kind: 'person', agency, person, role, at: now }
}

function append(stream: string, id: string, after: number, type: keyof typeof eventTypes): Append {
  const { audience } = eventTypes[type]
  return { stream, id, after, events: [{ id: uuidv7(), type, audience, payload: '{}' }] }
}

function appendsOf(call: Call): Append[] {
  return call.appends ?? []
}

function appendOf(call: Call): Append {
  const [first] = appendsOf(call)
  if (first === undefined) throw new Error('nothing is appended')
  return first
}

function eventOf(call: Call): Members {
  const [first] = appendOf(call).events
  if (first === undefined) throw new Error('no event is appended')
  return first
}

function as(agency: string) {
  return ({ act }: Call) => Object.assign(act, { agency: agency })
}

/** So long before or after that moment, or after the one at which the call is made. */
function at(offsetMs: number, from?: string) {
  return ({ act }: Call) => {
    const moment = from === undefined ? Date.now() : Date.parse(from)
    Object.assign(act, { at: new Date(moment + offsetMs).toISOString() })
  }
}

function after(offset: number) {
  return (call: Call) => {
    appendOf(call).after += offset
    Object.assign(call.referral ?? {}, { version: appendOf(call).after + 1 })
  }
}

function event(type: keyof typeof eventTypes) {
  return (call: Call) => Object.assign(eventOf(call), { type, audience: eventTypes[type].audience })
}

function row(name: 'violation' | 'referral' | 'examination', changes: Members) {
  return (call: Call) => Object.assign(call[name] ?? {}, changes)
}

function forEach(members: string[], attack: (member: string) => [string, Attack]): Record<string, Attack> {
  return Object.fromEntries(members.map(attack))
}

// The connections are closed after the last test, which is when the file says that it was the last.
t.end()
