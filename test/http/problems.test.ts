import t from 'tap'
import { rules } from '../../src/domain/rules.ts'
import { isProblemCode, Problem, type ProblemCode, problems } from '../../src/problems.ts'

const entries = Object.entries(problems) as [ProblemCode, (typeof problems)[ProblemCode]][]

t.test('a problem has a stable code, a client or server status, and titles in both languages', async t => {
  for (const [code, { status, title, meaning }] of entries) {
    t.match(code, /^[a-z]+(-[a-z]+)*$/)
    t.ok(status >= 400 && status <= 599, code)
    for (const text of [title.en, title.id, meaning]) t.match(text, /^[^\n]{3,1000}$/, code)
    t.match(meaning, /\.$/, `the meaning of ${code} is a sentence`)
    t.notMatch(title.en, /\.$/, `the title of ${code} is none`)
    t.not(title.en, title.id, code)
  }
})

t.test('every rule of the domain has a problem of its kind, and no two rules share a code', async t => {
  const status = { remit: 403, state: 409, content: 422, form: 400 }
  for (const [rule, { code, refusal, sentence }] of Object.entries(rules)) {
    t.match(problems[code], { rule, status: status[refusal], meaning: sentence }, rule)
  }
  t.equal(entries.filter(([, { rule }]) => rule !== undefined).length, Object.keys(rules).length)
})

t.test('a problem knows its status and its rule from its code', async t => {
  t.match(new Problem('stale-version'), { code: 'stale-version', status: 412, rule: undefined, headers: {} })
  t.match(new Problem('referral-not-sent'), { status: 409, rule: 'R-REF-05' })
  const cause = new Error('why')
  const problem = new Problem('invalid-request', {
    detail: 'detail',
    errors: [{ pointer: '/a', code: 'required' }],
    allowedActions: ['receipt'],
    headers: { 'retry-after': '1' },
    cause,
  })
  t.match(problem, {
    detail: 'detail',
    errors: [{ pointer: '/a' }],
    allowedActions: ['receipt'],
    headers: { 'retry-after': '1' },
  })
  t.equal(problem.cause, cause)
  t.ok(problem instanceof Error)
})

t.test('only the codes of the catalogue are codes', async t => {
  t.ok(isProblemCode('not-found'))
  for (const code of ['toString', '__proto__', '', 'nope']) t.notOk(isProblemCode(code))
})
