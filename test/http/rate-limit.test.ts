import { parseDictionary, parseList } from 'structured-headers'
import t from 'tap'
import { asKasn, asKominfo, buildSampleApp } from './sample-app.ts'

let time = Date.parse('2024-02-14T01:00:00Z')
const { app, deviations } = await buildSampleApp({ perMinute: 3, now: () => new Date(time) })
t.teardown(() => app.close())

const list = (headers: object) => app.inject({ url: '/v1/binders', headers: headers as Record<string, string> })

t.test('an agency may use up its quota and is then told when to go on', async t => {
  for (const left of [2, 1, 0]) {
    const reply = await list(asKominfo)
    t.equal(reply.statusCode, 200)
    t.equal(reply.headers['ratelimit-policy'], '"agency";q=3;w=60')
    t.equal(reply.headers['ratelimit'], `"agency";r=${left};t=60`)
  }
  time += 20_000
  const refused = await list(asKominfo)
  t.match(refused.json(), { code: 'too-many-requests', status: 429 })
  t.equal(refused.headers['retry-after'], '40')
  t.equal(refused.headers['ratelimit'], '"agency";r=0;t=40')
})

t.test('the quota of one agency is not that of another', async t => {
  t.equal((await list(asKasn)).statusCode, 200)
  t.equal((await list(asKominfo)).statusCode, 429)
})

t.test('no header of the caller opens a new quota', async t => {
  const tricks = {
    'x-forwarded-for': '10.9.8.7',
    forwarded: 'for=10.9.8.7',
    'x-real-ip': '10.9.8.7',
    'x-client-id': 'new',
  }
  t.equal((await list({ ...asKominfo, ...tricks })).statusCode, 429)
})

t.test('requests without a token count for nobody', async t => {
  for (let count = 0; count < 5; count += 1) {
    const reply = await list({})
    t.equal(reply.statusCode, 401)
    t.equal(reply.headers['ratelimit'], undefined)
  }
})

t.test('after the window the quota is whole again', async t => {
  time += 40_000
  t.equal((await list(asKominfo)).headers['ratelimit'], '"agency";r=2;t=60')
})

t.test('a clock that is set back does not lock anybody out', async t => {
  for (const _ of [1, 2, 3]) await list(asKominfo)
  time -= 3_600_000
  t.equal((await list(asKominfo)).statusCode, 200)
})

t.test('both headers are structured fields (RFC 9651)', async t => {
  const { headers } = await list(asKominfo)
  const [[policy, policyParameters]] = parseList(String(headers['ratelimit-policy'])) as [[string, Map<string, number>]]
  t.equal(policy, 'agency')
  t.same(
    [...policyParameters],
    [
      ['q', 3],
      ['w', 60],
    ],
  )
  const [[name, parameters]] = parseList(String(headers['ratelimit'])) as [[string, Map<string, number>]]
  t.equal(name, 'agency')
  t.same([...parameters.keys()], ['r', 't'])
  t.throws(() => parseDictionary(String(headers['ratelimit'])))
})

t.test('every answer of this file was one that the description has', async t => t.same(deviations, []))
