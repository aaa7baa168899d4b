import t from 'tap'
import { roles } from '../../src/domain/agencies.ts'
import { openApiDocument } from '../../src/http/openapi-document.ts'
import { everyOperation } from '../routes/every-operation.ts'
import { type Case, stages } from '../support/stories.ts'
import { someAtTurn } from '../support/thorough.ts'
import { agencies, givenBy, matrixStages, openMatrix, parts } from './cases.ts'
import { published } from './published-table.ts'
import { remitOfOperations } from './remit-of-operations.ts'
import { nowhere, onEach, send } from './replies.ts'

const { world, reach } = await openMatrix(t)

t.test(
  'every operation of the description has its place in the matrix, with a request and a published act',
  async t => {
    const described = Object.values(openApiDocument(world.app).paths).flatMap(path =>
      Object.values(path).map(({ operationId }) => operationId),
    )
    t.strictSame(Object.keys(remitOfOperations).sort(), described.sort())
    t.strictSame(everyOperation.map(({ id }) => id).sort(), described.sort())
    const acts = Object.values(remitOfOperations).flatMap(({ act }) => act ?? [])
    t.strictSame(
      acts.filter(act => !published.acts.has(act)),
      [],
    )
  },
)

t.test('every published act has an operation in the matrix, but for what is part of other acts', async t => {
  const walked = new Set(Object.values(remitOfOperations).map(({ act }) => act))
  t.strictSame([...published.acts.keys()].filter(act => !walked.has(act)).sort(), [
    'agency-succession',
    'deadline-keeping',
    'deadline-watch',
    'emergency-notice',
    'escalation',
    'evidence-giving-back',
    'evidence-scan',
    'evidence-taking-over',
    'succession',
  ])
})

t.test('every published role has somebody in the matrix, and every state a case', async t => {
  const given = new Set(agencies.flatMap(givenBy))
  t.strictSame([...given].sort(), [...published.roles.keys()].sort())
  t.strictSame(Object.values(parts).flat().sort(), [...matrixStages].sort())
  t.strictSame(
    stages.filter(stage => !matrixStages.includes(stage)),
    [],
  )
})

t.test('a role that an agency may not give by the published table opens nothing anywhere', async t => {
  const one = await reach('copied')
  const before = await world.fingerprint()
  const wrong: string[] = []
  let cells = 0
  const roleNames = Object.keys(roles) as (keyof typeof roles)[]
  const attempts: (readonly [string, keyof typeof roles])[] = agencies.flatMap(agency =>
    roleNames.filter(role => !givenBy(agency).includes(role)).map(role => [agency, role] as const),
  )
  await onEach([...attempts.entries()], async ([turn, [agency, role]]) => {
    const client = await world.as(agency, role, `${role}-9`)
    for (const operation of someAtTurn(everyOperation, turn)) {
      if (remitOfOperations[operation.id]?.act === null) continue
      for (const found of [one.found, nowhere] satisfies Case[]) {
        cells += 1
        const { status } = await send(operation, found, client)
        if (status !== 401 && status !== 403) wrong.push(`${operation.id} ${agency}/${role}: ${status}`)
      }
    }
  })
  t.strictSame(wrong, [])
  t.equal(await world.fingerprint(), before)
  t.comment(`${cells} cells of roles that are not the agency's to give`)
})

t.end()
