import { randomUUID } from 'node:crypto'
import { all, type Check, type Seen, seen } from '../check.ts'
import { answered, exchange, type Reply, refused } from '../exchange.ts'
import { castOf, finding, reach, record } from '../story.ts'
import type { Target } from '../target.ts'

const nowhere = `/v1/referrals/${randomUUID()}`
const returned = { items: [{ code: 'evidence', note: 'The account name is cut off.' }], dueOn: '2099-01-01' }

/** Problem documents, and which refusal comes first. */
export const httpChecks: readonly Check<Target>[] = [
  {
    id: 'PRB-01',
    what: 'a request without a token',
    expected: '401 not-authenticated with WWW-Authenticate, on a known path and on an unknown one',
    async run({ nobody }) {
      const [known, unknown] = [await nobody('GET', '/v1/violations'), await nobody('GET', '/v1/no-such-path')]
      return all(
        refused(known, 401, 'not-authenticated'),
        refused(unknown, 401, 'not-authenticated'),
        header(known, 'www-authenticate', /Bearer/),
      )
    },
  },
  {
    id: 'PRB-02',
    what: 'a token that is none, and one whose signature was changed',
    expected: '401 invalid-token',
    async run({ url, tokenOf }) {
      const token = await tokenOf({ agency: 'kominfo', role: 'recorder', number: 1 })
      const [head = '', body = '', signature = ''] = token.split('.')
      const changed = `${signature.slice(0, 10)}${signature[10] === 'A' ? 'B' : 'A'}${signature.slice(11)}`
      const asking = (token: string) => exchange(`${url}/v1/violations`, 'GET', { token })
      return all(
        refused(await asking('none'), 401, 'invalid-token'),
        refused(await asking([head, body, changed].join('.')), 401, 'invalid-token'),
      )
    },
  },
  {
    id: 'PRB-03',
    what: 'a path that does not exist, and an object that does not',
    expected: '404 no-such-path and 404 not-found',
    async run(target) {
      const { intake } = castOf(target)
      return all(
        refused(await intake('GET', '/v1/no-such-path'), 404, 'no-such-path'),
        refused(await intake('GET', nowhere), 404, 'not-found'),
      )
    },
  },
  {
    id: 'PRB-04',
    what: 'a method that the path does not have',
    expected: '405 method-not-allowed, with the methods it has in Allow',
    async run(target) {
      const reply = await castOf(target).recorder('PATCH', '/v1/violations', { body: {} })
      return all(
        refused(reply, 405, 'method-not-allowed'),
        header(reply, 'allow', /\bGET\b/),
        header(reply, 'allow', /\bPOST\b/),
      )
    },
  },
  {
    id: 'PRB-05',
    what: 'an Accept header that excludes JSON',
    expected: '406 not-acceptable',
    async run(target) {
      const headers = { accept: 'text/csv;q=1, application/json;q=0' }
      return refused(await castOf(target).recorder('GET', '/v1/referrals', { headers }), 406, 'not-acceptable')
    },
  },
  {
    id: 'PRB-06',
    what: 'a body of another media type, for POST and for PATCH',
    expected: '415 unsupported-media-type',
    async run(target) {
      const cast = castOf(target)
      const violation = await record(cast)
      const headers = { 'content-type': 'text/xml' }
      return all(
        refused(
          await cast.recorder('POST', '/v1/violations', { body: '<x/>', headers }),
          415,
          'unsupported-media-type',
        ),
        refused(
          await cast.recorder('PATCH', violation, { body: {}, headers: { 'content-type': 'application/json' } }),
          415,
          'unsupported-media-type',
        ),
      )
    },
  },
  {
    id: 'PRB-07',
    what: 'titles in the language that is asked for',
    expected: 'Content-Language id and en, with different titles, English when nothing is asked for',
    async run(target) {
      const { intake } = castOf(target)
      const asked = (language?: string) =>
        intake('GET', nowhere, language === undefined ? {} : { headers: { 'accept-language': language } })
      const [indonesian, english, unsaid] = [await asked('id, en;q=0.5'), await asked('en-GB'), await asked()]
      return all(
        header(indonesian, 'content-language', /^id\b/),
        header(english, 'content-language', /^en\b/),
        header(unsaid, 'content-language', /^en\b/),
        seen(
          indonesian.body['title'] !== english.body['title'],
          `titles ${indonesian.body['title']} / ${english.body['title']}`,
        ),
      )
    },
  },
  {
    id: 'ORD-01',
    what: 'no token, together with a wrong media type and an absent object',
    expected: '401 first',
    async run({ nobody }) {
      const said = { body: '<x/>', headers: { 'content-type': 'text/xml' } }
      return refused(await nobody('POST', `${nowhere}/returns`, said), 401, 'not-authenticated')
    },
  },
  {
    id: 'ORD-02',
    what: 'a wrong media type, together with an absent object',
    expected: '415 first',
    async run(target) {
      const said = { body: 'x', headers: { 'content-type': 'text/plain' } }
      return refused(await castOf(target).intake('POST', `${nowhere}/returns`, said), 415, 'unsupported-media-type')
    },
  },
  {
    id: 'ORD-03',
    what: 'a body that does not match, together with an absent object and no key',
    expected: '400 invalid-request first',
    async run(target) {
      const said = { body: { dueOn: '2099-01-01' }, key: null }
      return refused(await castOf(target).intake('POST', `${nowhere}/returns`, said), 400, 'invalid-request')
    },
  },
  {
    id: 'ORD-04',
    what: 'an absent object, together with the wrong role',
    expected: '404 first',
    async run(target) {
      const { recorder } = castOf(target)
      return refused(await recorder('POST', `${nowhere}/returns`, { body: returned }), 404, 'not-found')
    },
  },
  {
    id: 'ORD-05',
    what: 'the wrong role, together with a missing key, a missing If-Match and the wrong state',
    expected: '403 role-required with its rule first',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'sent')
      const reply = await cast.commissioner('POST', `${path}/returns`, { body: returned, key: null })
      return all(
        refused(reply, 403, 'role-required'),
        seen(reply.body['rule'] === 'R-ACC-01', `rule ${reply.body['rule']}`),
      )
    },
  },
  {
    id: 'ORD-06',
    what: 'a missing key, together with a missing If-Match and the wrong state',
    expected: '400 idempotency-key-missing first, then 428, then 409',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'sent')
      const asked = (said: object) => cast.intake('POST', `${path}/returns`, { body: returned, ...said })
      return all(
        refused(await asked({ key: null }), 400, 'idempotency-key-missing'),
        refused(await asked({}), 428, 'precondition-required'),
        answered(await asked({ ifMatch: '"99"' }), 409),
      )
    },
  },
  {
    id: 'BOD-01',
    what: 'a member that the description does not know, and a parameter',
    expected: '400 invalid-request that names each place; nothing is stored',
    async run(target) {
      const { recorder } = castOf(target)
      const unknown = await recorder('POST', '/v1/violations', { body: { ...finding, urgent: true } })
      const parameter = await recorder('GET', '/v1/violations?urgent=true')
      return all(
        refused(unknown, 400, 'invalid-request'),
        seen(
          JSON.stringify(unknown.body['errors'] ?? '').includes('/urgent'),
          `errors ${JSON.stringify(unknown.body['errors'])}`,
        ),
        refused(parameter, 400, 'invalid-request'),
      )
    },
  },
  {
    id: 'BOD-02',
    what: 'JSON that is not I-JSON: a name twice, a lone surrogate, a NUL, a number that is too large',
    expected: '400 invalid-json each',
    async run(target) {
      const { recorder } = castOf(target)
      const text = JSON.stringify(finding)
      const bodies = [
        text.replace('{', '{"interaction":"like",'),
        text.replace('Conformance', '\\ud800'),
        text.replace('Conformance', '\\u0000'),
        text.replace('{', '{"urgent":9007199254740993,'),
        text.slice(1),
      ]
      const replies: Seen[] = []
      for (const body of bodies)
        replies.push(refused(await recorder('POST', '/v1/violations', { body }), 400, 'invalid-json'))
      return all(...replies)
    },
  },
  {
    id: 'BOD-03',
    what: 'a text where a number or a list is described',
    expected: '400 invalid-request, and nothing is bent to fit',
    async run(target) {
      const { recorder } = castOf(target)
      const persons = await recorder('POST', '/v1/violations', { body: { ...finding, reportedPersons: 'Sari' } })
      const limit = await recorder('GET', '/v1/violations?limit=many')
      return all(refused(persons, 400, 'invalid-request'), refused(limit, 400, 'invalid-request'))
    },
  },
  {
    id: 'HID-01',
    what: 'a case of others, and one that does not exist',
    expected: 'the same 404, member by member',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'sent')
      const [hidden, absent] = [await cast.stranger('GET', path), await cast.stranger('GET', nowhere)]
      const said = ({ body: { instance, requestId, ...rest } }: Reply) => JSON.stringify(rest)
      return all(
        refused(hidden, 404, 'not-found'),
        refused(absent, 404, 'not-found'),
        seen(said(hidden) === said(absent), `hidden ${said(hidden)}, absent ${said(absent)}`),
      )
    },
  },
  {
    id: 'HID-02',
    what: 'a violation that was not referred, for the agency that would receive it',
    expected: '404',
    async run(target) {
      const cast = castOf(target)
      return refused(await cast.intake('GET', await record(cast)), 404, 'not-found')
    },
  },
]

export function header({ headers }: Reply, name: string, pattern: RegExp): Seen {
  const value = headers.get(name)
  return seen(value !== null && pattern.test(value), `${name}: ${value}`)
}
