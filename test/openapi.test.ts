import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { describedApp } from '../src/described-app.ts'
import { roles } from '../src/domain/agencies.ts'
import { stepReasons } from '../src/domain/deadline-steps.ts'
import { deadlineCauses } from '../src/domain/obligation-timing.ts'
import { oddities } from '../src/domain/oddities.ts'
import { type ReferralAct, referralMoves, type ViolationAct, violationMoves } from '../src/domain/transitions.ts'
import { attemptOutcomes } from '../src/domain/webhook-attempts.ts'
import { workLists } from '../src/domain/work-lists.ts'
import { type OpenApiDocument, openApiDocument } from '../src/http/openapi-document.ts'
import { findingCodes } from '../src/inspection/inspection.ts'
import { problems } from '../src/problems.ts'
import { catalogueNames } from '../src/resources/catalogue.ts'
import { warningCodes } from '../src/resources/decision-input.ts'
import { exportEndings } from '../src/resources/export.ts'
import { batchEndings } from '../src/resources/referral-batch.ts'
import { typesShown } from '../src/resources/timeline.ts'
import { caseFor, everyOperation, readerOf } from './routes/every-operation.ts'
import { type Case, storiesOf } from './support/stories.ts'
import { buildTestApp } from './support/test-app.ts'

const committed = readFileSync(new URL('../openapi/openapi.json', import.meta.url), 'utf8')
const document = JSON.parse(committed) as OpenApiDocument
const world = await buildTestApp(t)
const stories = storiesOf(world)

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

t.test('the committed description is the one that the routes generate', async t => {
  const app = await describedApp()
  t.equal(`${JSON.stringify(openApiDocument(app), null, 2)}\n`, committed, 'npm run openapi writes it anew')
  await app.close()
})

t.test('the running service serves the committed description', async t => {
  const served = await world.app.inject({ url: '/openapi.json' })
  t.equal(served.statusCode, 200)
  t.strictSame(served.json(), document)
  const events = await world.app.inject({ url: '/asyncapi.json' })
  t.strictSame(events.json(), JSON.parse(readFileSync(new URL('../openapi/asyncapi.json', import.meta.url), 'utf8')))
})

const asSandbox = await describedApp({ asSandbox: true })
const ofSandbox = openApiDocument(asSandbox)
await asSandbox.close()

t.test('a sandbox describes what it adds, and is otherwise described as committed', async t => {
  const { paths, components, tags } = structuredClone(ofSandbox) as OpenApiDocument & { tags: { name: string }[] }
  const added = Object.values(paths)
    .flatMap(methods => Object.values(methods))
    .filter(({ tags }) => isDeepStrictEqual(tags, ['Sandbox']))
  t.strictSame(added.map(({ operationId }) => operationId).sort(), [
    'giveTestToken',
    'moveSandboxClock',
    'readSandboxClock',
    'resetSandbox',
  ])
  const others = Object.entries(paths).filter(([path]) => !path.startsWith('/v1/sandbox/'))
  t.strictSame(Object.fromEntries(others), document.paths)
  t.strictSame(
    tags.filter(({ name }) => name !== 'Sandbox'),
    document['tags'],
  )
  for (const kind of ['schemas', 'responses', 'headers', 'examples'] as const) {
    const known = Object.entries(components[kind]).filter(([name]) => name in document.components[kind])
    t.strictSame(Object.fromEntries(known), document.components[kind], kind)
  }
})

t.test('every operation has an id of its own, a summary, a description and a tag', async t => {
  const ids = operations.map(({ operation }) => operation.operationId)
  t.equal(new Set(ids).size, operations.length)
  for (const { operation } of operations) {
    const { operationId, summary, description, tags } = operation
    t.match({ operationId, summary, description, tags }, { summary: /./, description: /Who may call it/, tags: [/./] })
  }
})

t.test('no schema is without a name', async t => {
  t.notMatch(committed, /def-\d|Unnamed\d/)
  const named = Object.keys(document.components.schemas)
  const referred = [...committed.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')
  t.strictSame(
    referred.filter(name => !named.includes(name)),
    [],
  )
  t.strictSame(
    named.filter(name => !referred.includes(name)),
    [],
    'and none is without a use',
  )
})

t.test('every route is described, and every description has its route', async t => {
  for (const { method, path } of operations) {
    t.ok(world.app.hasRoute({ method: method as 'GET', url: path.replace(/\{(\w+)\}/g, ':$1') }), `${method} ${path}`)
  }
  const described = new Set(operations.map(({ method, path }) => `${method} ${path}`))
  const routes = routesOf(world.app.printRoutes({ commonPrefix: false, includeHooks: false }))
  t.ok(routes.length >= operations.length)
  const undescribed = routes.filter(
    route => !described.has(route) && !/^(HEAD|OPTIONS) |^GET \/(docs|openapi\.json|asyncapi\.json)/.test(route),
  )
  t.strictSame(undescribed, [])
})

/** `GET /v1/referrals/{id}` for every leaf of Fastify's printed tree. */
function routesOf(tree: string): string[] {
  const stack: string[] = []
  return tree.split('\n').flatMap(line => {
    const match = /^([│ ├└─]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line)
    if (match === null) return []
    const [, indent = '', segment = '', methods] = match
    const depth = indent.length / 4 - 1
    stack.splice(depth)
    stack.push(segment)
    const path = stack.join('').replace(/:(\w+)/g, '{$1}')
    return methods === undefined ? [] : methods.split(', ').map(method => `${method} ${path}`)
  })
}

t.test('every act of the two tables of moves has its operation', async t => {
  const operationOf: Record<ViolationAct | ReferralAct, string> = {
    change: 'changeViolation',
    documentation: 'documentViolation',
    referral: 'sendReferral',
    dismissal: 'dismissViolation',
    receipt: 'receiveReferral',
    acceptance: 'acceptReferral',
    return: 'returnReferral',
    rejection: 'rejectReferral',
    resubmission: 'resubmitReferral',
    supplement: 'supplementReferral',
    withdrawal: 'withdrawReferral',
    'withdrawal-request': 'requestWithdrawal',
    'withdrawal-consent': 'consentToWithdrawal',
    'withdrawal-refusal': 'refuseWithdrawal',
    assignment: 'assignCaseOfficer',
    question: 'askQuestion',
    answer: 'answerQuestion',
    'decision-draft': 'draftDecision',
    'decision-revision': 'reviseDecision',
    'decision-cancellation': 'cancelDecision',
    issuance: 'issueDecision',
    annulment: 'annulDecision',
    closure: 'closeReferral',
    'copy-giving': 'giveCopy',
    'copy-ending': 'endCopy',
    'reporter-request': 'requestReporter',
    'reporter-consent': 'consentToReporter',
    'reporter-refusal': 'refuseReporter',
    reassignment: 'reassignCase',
    'person-identification': 'identifyPerson',
    'person-merge': 'mergePersons',
    'person-split': 'splitPerson',
    'person-change-revocation': 'revokePersonChange',
    implication: 'recordImplication',
    'implication-revocation': 'revokeImplication',
    'decision-correction': 'correctDecision',
    'handover-sending': 'sendHandover',
  }
  const acts = [...Object.keys(violationMoves), ...Object.keys(referralMoves)]
  t.strictSame(Object.keys(operationOf).sort(), acts.sort())
  const ids = operations.map(({ operation }) => operation.operationId)
  for (const id of Object.values(operationOf)) t.ok(ids.includes(id), id)
})

t.test('a list of words that grows is open wherever it is answered', async t => {
  const growing: Record<string, readonly string[]> = {
    'warnings about persons': Object.keys(oddities),
    'warnings about a decision': warningCodes,
    'lists of work': Object.keys(workLists),
    catalogues: catalogueNames,
    'types of events': typesShown,
    'acts on a referral': Object.keys(referralMoves),
    'reasons of steps': Object.keys(stepReasons),
    'causes of deadlines': deadlineCauses,
    'outcomes of attempts': attemptOutcomes,
    'ends of exports': exportEndings,
    'ends of batches': batchEndings,
    roles: Object.keys(roles),
  }
  const [closed, open] = [wordsOf('enum'), wordsOf('x-extensible-enum')]
  for (const [what, words] of Object.entries(growing)) {
    t.notOk(holds(closed, words), `${what} are closed nowhere`)
    t.ok(
      open.some(these => words.every(word => these.includes(word))),
      `${what} are open`,
    )
  }
})

const holds = (lists: readonly (readonly string[])[], words: readonly string[]) =>
  lists.some(list => isDeepStrictEqual([...list].sort(), [...words].sort()))

/** Every list of words that a named schema gives under this keyword, at any depth. */
function wordsOf(keyword: string): string[][] {
  const found: string[][] = []
  JSON.stringify(document.components.schemas, (key, value) => {
    if (key === keyword && Array.isArray(value)) found.push(value)
    return value
  })
  return found
}

t.test('every finding of an inspection is described', async t => {
  const text = JSON.stringify(document.components.schemas['Evidence'])
  for (const code of findingCodes) t.match(text, `\`${code}\``)
})

t.test('every problem of the catalogue is described, here or of a sandbox, and no other', async t => {
  const described = new Set<string>()
  const everywhere = Object.values(ofSandbox.paths).flatMap(methods => Object.values(methods))
  for (const operation of everywhere) {
    for (const response of Object.values(operation.responses)) {
      const shared = '$ref' in response ? String(response.$ref).split('/').at(-1) : undefined
      const full = shared === undefined ? response : ofSandbox.components.responses[shared]
      const content = full !== undefined && 'content' in full ? full.content : undefined
      for (const code of Object.keys(content?.['application/problem+json']?.examples ?? {})) described.add(code)
    }
  }
  // These belong to paths and methods that are no operation.
  const unrouted = ['no-such-path', 'method-not-allowed', 'not-implemented']
  t.strictSame([...described, ...unrouted].sort(), Object.keys(problems).sort())
  for (const code of Object.keys(problems)) {
    t.equal((await world.app.inject({ url: `/problems/${code}` })).statusCode, 200, code)
  }
})

for (const operation of everyOperation.filter(({ body }) => body !== undefined)) {
  t.test(`${operation.id}: every example of a body is accepted`, async t => {
    const described = operations.find(each => each.operation.operationId === operation.id)?.operation
    const examples = examplesOf(described?.['requestBody'])
    t.ok(examples.length > 0, 'there is one')
    for (const example of examples) {
      const found = await caseFor(stories, operation)
      const tagged = found && operation.ifMatch?.(found)
      const ifMatch = tagged && (await readerOf(tagged, world.cast).etag(tagged))
      const client = world.cast[operation.by]
      const answer = await client.send(
        operation.method,
        (await operation.own?.(client, { world, stories })) ?? operation.path(found as Case),
        withRealIds(example, found),
        { ifMatch, headers: operation.headers ?? {} },
      )
      t.equal(answer.status, operation.success, answer.text)
      t.ok(described?.responses[answer.status])
    }
  })
}

type Example = { [name: string]: unknown }

function examplesOf(requestBody: unknown): Example[] {
  const { content } = requestBody as { content: { [type: string]: { schema: { $ref: string } } } }
  return Object.values(content).flatMap(({ schema }) => {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return (document.components.schemas[name] as { examples?: Example[] }).examples ?? []
  })
}

function withRealIds(example: Example, found: Case | undefined): Example {
  return {
    ...example,
    ...('violationId' in example && { violationId: found?.violationId }),
    ...('reportedPersonId' in example && { reportedPersonId: found?.persons[0] }),
    ...('personId' in example && { personId: found?.persons[0] }),
    ...('survivorId' in example && { survivorId: found?.persons[0], mergedId: found?.persons[1] }),
  }
}

t.end()
