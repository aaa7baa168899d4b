import { randomUUID } from 'node:crypto'
import t from 'tap'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { type AgencyId, type Role, rolesOf } from '../../src/domain/agencies.ts'
import { purpose, storiesOf } from '../support/stories.ts'
import { buildTestApp, type Client } from '../support/test-app.ts'
import { isThorough, someAtTurn } from '../support/thorough.ts'
import { everyOperation } from './every-operation.ts'

// Pangandaran, 2023: a teacher reported his own regency anonymously; the report was forwarded to that regency, and he was
// intimidated. His regency, and every other agency without a part in the case, must never learn of him.
const pangandaran = 'pangandaran' as AgencyId
const founding = readDirectory(foundingDirectory)
const [regency] = founding.agencies.filter(({ id }) => id === 'boyolali')
const directory: typeof founding = {
  ...founding,
  agencies: [
    ...founding.agencies,
    ...founding.agencies
      .filter(agency => agency === regency)
      .map(agency => ({
        ...agency,
        id: pangandaran,
        name: { id: 'Pemerintah Kabupaten Pangandaran', en: 'Government of Pangandaran Regency' },
      })),
  ],
  mandates: [
    ...founding.mandates,
    ...founding.mandates
      .filter(({ agency }) => agency === 'boyolali')
      .map(mandate => ({ ...mandate, agency: pangandaran })),
  ],
  issuers: [
    ...founding.issuers,
    ...founding.issuers
      .filter(({ agency }) => agency === 'boyolali')
      .map(issuer => ({ ...issuer, agency: pangandaran, issuer: 'https://id.pangandaran.example' })),
  ],
}

const world = await buildTestApp(t, { directory })
const stories = storiesOf(world)
const { recorder, otherRecorder, officer } = world.cast

const teacher = {
  name: 'Guru Zulkarnain Pelapor',
  contact: '0857-9911-3377',
  nip: '199503172019031777',
  workUnit: 'SMP Negeri 2 Zulkarnain',
  statement: 'Zulkarnain saw the levies with his own eyes.',
}
const secrets = ['Zulkarnain', '0857-9911-3377', '199503172019031777']
const anonymous = {
  source: { kind: 'report', channel: 'public-portal' },
  reporter: teacher,
  eventDescription: 'New teachers were made to pay for their training, and told whom to vote for.',
  reportedPersons: [
    {
      identification: 'identified',
      name: 'Kepala Badan',
      position: 'Kepala BKPSDM',
      employer: 'Pemerintah Kabupaten Pangandaran',
    },
  ],
}

const strangers: Client[] = []
for (const { id } of directory.agencies) {
  if (id === 'kominfo' || id === 'kasn' || !directory.issuers.some(({ agency }) => agency === id)) continue
  const given = rolesOf(directory.mandates, id, new Date().toISOString().slice(0, 10))
  // Elsewhere than in the regency, whoever has every role stands for each of them in short.
  for (const role of isThorough || id === pangandaran ? given : []) {
    strangers.push(await world.as(id, role, `${id}-${role}`))
  }
  strangers.push(await world.as(id, given, `${id}-every-role`))
}

t.test('there is somebody of every role of the regency, and of every other agency without a part', async t => {
  const ofRegency = strangers.filter(({ agency }) => agency === pangandaran).flatMap(({ roles }) => roles)
  t.strictSame([...new Set<Role>(ofRegency)].sort(), [
    'archivist',
    'auditor',
    'integrator',
    'observer',
    'personnel-officer',
  ])
  t.ok(new Set(strangers.map(({ agency }) => agency)).size >= 5)
})

t.test('no operation tells the regency or any stranger anything of the reporter', async t => {
  const found = await stories.reach('decided', anonymous, { evidence: ['a receipt'] })
  const { referral, violation } = found
  await officer.post(`${referral}/reporter-requests`, { reason: 'He must be heard.' })
  await stories.act(world.cast.referrer, 'PUT', `${referral}/reporter-requests/1/consent`, { hours: 72 }, referral)
  const reporterId = String((await recorder.get(violation)).body['reporterId'])
  const opened = await officer.get(`${referral}/reporter`, { headers: purpose })
  t.strictSame(opened.body['identity'], teacher)

  const openings = await world.count('reporter_openings')
  let cells = 0
  for (const [turn, operation] of everyOperation.entries()) {
    const { id, method, body, form, bytes, headers } = operation
    const absent = { ...found, violation: `/v1/violations/${randomUUID()}`, referral: `/v1/referrals/${randomUUID()}` }
    for (const client of someAtTurn(strangers, turn)) {
      cells++
      const send = (path: string) =>
        client.send(method, path, body?.(found) ?? form?.() ?? bytes, {
          ifMatch: operation.ifMatch && '"1"',
          headers: { ...headers, ...purpose },
        })
      const answer = await send(operation.path(found))
      for (const secret of [...secrets, reporterId]) {
        const said = `${JSON.stringify(answer.headers)} ${answer.text}`
        if (said.includes(secret)) t.fail(`${id} told ${client.agency}/${client.roles}`)
      }
      if (operation.path(found) === operation.path(absent) || operation.own !== undefined) continue
      const { requestId: _, instance: __, ...hidden } = answer.body
      const { requestId: ___, instance: ____, ...nowhere } = (await send(operation.path(absent))).body
      if (JSON.stringify(hidden) !== JSON.stringify(nowhere)) {
        t.fail(`${id}: to ${client.agency}/${client.roles} a case that is hidden is not like one that is absent`)
      }
    }
  }
  t.comment(`${cells} operations of strangers`)
  t.ok(cells >= (strangers.length * everyOperation.length) / 6)
  t.equal(await world.count('reporter_openings'), openings, 'nobody opened anything')
  for (const line of world.logLines) {
    if (secrets.some(secret => line.includes(secret))) t.fail('a line of the log names the reporter')
  }
})

t.test('the officer who took the teacher in reads who he is, and a colleague does not', async t => {
  const { violation } = await stories.reach('received', anonymous)
  const read = await recorder.get(`${violation}/reporter`, { headers: purpose })
  t.strictSame(read.body['identity'], teacher)
  t.equal((await otherRecorder.get(`${violation}/reporter`, { headers: purpose })).body.rule, 'R-RPT-06')
})

t.end()
