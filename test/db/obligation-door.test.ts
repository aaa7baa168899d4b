import { randomUUID } from 'node:crypto'
import t from 'tap'
import { obligationGrown } from '../../src/acts/obligations-brought.ts'
import { DoorClosed, StatementFailed } from '../../src/db/database-errors.ts'
import { type ObligationOnFile, obligationsOfReferral } from '../../src/db/obligations.ts'
import { type ObligationToRecord, recordAct } from '../../src/db/record-act.ts'
import { type Act, systemJobs } from '../../src/domain/act.ts'
import type { AgencyId, PersonId, Role } from '../../src/domain/agencies.ts'
import type { ObligationId, ReferralId } from '../../src/domain/ids.ts'
import type { ObligationEvent } from '../../src/domain/obligation.ts'
import { kasn, kominfo, openDesk, snapshot, workOf } from './desk.ts'

// record_obligations is called as the service may call it, with everything a faulty or captured service could say.
const desk = await openDesk(t)
const { admin, pools } = desk
const work = workOf(desk)
const boyolali = 'boyolali' as AgencyId
const surakarta = 'surakarta' as AgencyId

const violationId = await work.record()
await work.document(violationId)
const referralId = await work.send(violationId)
await work.receive(referralId)
await work.accept(referralId)
await work.assign(referralId)
await work.draft(referralId)
await work.issue(referralId, 1)

const no = { deadline: null, next: null }
const received: ObligationEvent = { type: 'ObligationReceived', data: { restarts: false, timing: no } }
const lapsed: ObligationEvent = { type: 'ObligationLapsed', data: { reason: 'retired', explanation: 'x', timing: no } }
const blocked: ObligationEvent = {
  type: 'DataBlocked',
  data: { reference: 'x', timing: { deadline: null, next: null } },
}
const signalled: ObligationEvent = { type: 'UnblockSignalled', data: { timing: no } }

async function standing(): Promise<ObligationOnFile> {
  const [file] = await obligationsOfReferral(pools, kasn, referralId)
  if (file === undefined) throw new Error('the decision obliges somebody')
  return file
}

async function actOf(agency: AgencyId, role: Role): Promise<Act> {
  const [row] = await admin<[{ at: string }]>`select rfc3339(app_now()) as at`
  return { kind: 'person', agency, person: randomUUID() as PersonId, role, at: row.at }
}

/** Records one event of the obligation, with whatever is said otherwise. */
async function tryTo(
  act: Act,
  event: ObligationEvent,
  forge: (honest: ObligationToRecord) => ObligationToRecord = honest => honest,
): Promise<unknown> {
  const obligation = forge(obligationGrown(await standing(), [event], act))
  return recordAct(pools, { act, appends: [], obligations: [obligation] }).catch(error => error)
}
const withRow = (changes: object) => (honest: ObligationToRecord) => ({ ...honest, row: { ...honest.row, ...changes } })

t.test('the door looks up by itself who may do what with an obligation, and refuses everybody else', async t => {
  const before = await snapshot(admin)
  const system = {
    ...(await actOf(kasn, 'commissioner')),
    kind: 'system',
    person: systemJobs['obligation-sweep'],
  } as Act
  const attempts: Record<string, unknown> = {
    'a receipt by another authority': await tryTo(await actOf(surakarta, 'personnel-officer'), received),
    'a receipt by a party': await tryTo(await actOf(kasn, 'commissioner'), received),
    'a lapse by the obliged agency': await tryTo(await actOf(boyolali, 'personnel-officer'), lapsed),
    'a lapse by the sender': await tryTo(await actOf(kominfo, 'referrer'), lapsed),
    'a block by whom nothing was addressed to': await tryTo(
      await actOf('bkn' as AgencyId, 'compliance-officer'),
      blocked,
    ),
    'a step by a person': await tryTo(await actOf(kasn, 'commissioner'), signalled),
    'a receipt by the service': await tryTo(system, received),
    'another addressee': await tryTo(
      await actOf(boyolali, 'personnel-officer'),
      received,
      withRow({ addressee: 'surakarta' }),
    ),
    'somebody to notify, said by a person': await tryTo(
      await actOf(boyolali, 'personnel-officer'),
      received,
      withRow({ notified: ['surakarta'] }),
    ),
    'another referral': await tryTo(
      await actOf(boyolali, 'personnel-officer'),
      received,
      withRow({ referral_id: randomUUID() as ReferralId }),
    ),
  }
  for (const [what, outcome] of Object.entries(attempts)) {
    t.ok(outcome instanceof DoorClosed && outcome.refusal === 'not-yours-to-do', `${what}: ${outcome}`)
  }
  t.strictSame(await snapshot(admin), before, 'and nothing changed')
})

t.test('an obligation begins with the decision that brings it, and never by itself', async t => {
  const { state } = await standing()
  const act = await actOf(kasn, 'commissioner')
  const id = randomUUID() as ObligationId
  const { deadlines, next } = state
  const data = { ...state, id, number: 2, timing: { deadline: deadlines[0] ?? null, next } }
  const begun = { type: 'ObligationImposed', data } as ObligationEvent
  const outcome = await recordAct(pools, {
    act,
    appends: [],
    obligations: [obligationGrown(undefined, [begun], act)],
  }).catch(error => error)
  t.ok(outcome instanceof DoorClosed && outcome.refusal === 'not-yours-to-do', `${outcome}`)
})

t.test('what contradicts itself is refused, and what comes too late is told so', async t => {
  const act = await actOf(boyolali, 'personnel-officer')
  const stale = await tryTo(act, received, honest => ({ ...honest, after: 0 }))
  t.ok(stale instanceof DoorClosed && stale.refusal === 'stale-version', `${stale}`)
  for (const forged of [
    (honest: ObligationToRecord) => ({ ...honest, events: [] }),
    withRow({ version: 9 }),
    withRow({ id: randomUUID() as ObligationId }),
    withRow({ more: true }),
  ]) {
    const outcome = await tryTo(act, received, forged)
    t.ok(outcome instanceof StatementFailed && outcome.code === 'PN005', `${outcome}`)
  }
  const late = await tryTo({ ...act, at: '2020-01-01T00:00:00.000Z' }, received)
  t.ok(late instanceof StatementFailed && late.code === 'PN005', `${late}`)
  const foreign = await pools
    .run(
      boyolali,
      'forge',
      ({ sql }) => sql`
      select penerusan.record_obligations(${JSON.stringify({ ...act, agency: 'kasn' })}::text::jsonb, null, '[]', null)`,
    )
    .catch(error => error)
  t.ok(foreign instanceof DoorClosed && foreign.refusal === 'not-yours-to-do', `${foreign}`)
})

t.test('what is honest is recorded', async t => {
  t.strictSame(await tryTo(await actOf(boyolali, 'personnel-officer'), received), {})
  t.equal((await standing()).version, 2)
})

t.end()
