import Fastify from 'fastify'
import { parseList } from 'structured-headers'
import t from 'tap'
import type { Actor } from '../../src/auth/actor.ts'
import { limitRate } from '../../src/http/rate-limit.ts'
import { asKasn, asKominfo, binderId, buildSampleApp } from './sample-app.ts'

let time = Date.parse('2024-02-14T01:00:00Z')
const quotas = { agencyPerMinute: 17, personPerMinute: 11, addressPerMinute: 4 }
const { app, deviations } = await buildSampleApp({ quotas, trustedProxies: ['10.0.0.0/8'], now: () => new Date(time) })
t.teardown(() => app.close())

type Headers = Record<string, string>
/** A list costs 5, a binder 1. */
const list = (headers: object) => app.inject({ url: '/v1/binders', headers: headers as Headers })
const read = (headers: object) => app.inject({ url: `/v1/binders/${binderId}`, headers: headers as Headers })
const asOther = { authorization: 'Bearer kominfo.recorder.other' }
/** An app that has quotas and nothing else. */
const limited = () => {
  const bare = Fastify()
  limitRate(bare, { limits: quotas, now: () => new Date(time) })
  return bare
}
const nextMinute = () => {
  time += 60_000 - (time % 60_000)
}

t.test('a request takes the cost of its operation from the quotas of its agency and its person', async t => {
  const first = await list(asKominfo)
  t.equal(first.headers['ratelimit-policy'], '"agency";q=17;w=60, "person";q=11;w=60')
  t.equal(first.headers['ratelimit'], '"agency";r=12;t=60, "person";r=6;t=60')
  t.equal((await read(asKominfo)).headers['ratelimit'], '"agency";r=11;t=60, "person";r=5;t=60')
  t.equal((await list(asKominfo)).headers['ratelimit'], '"agency";r=6;t=60, "person";r=0;t=60')
})

t.test('who has used up a quota is told which, and when to go on', async t => {
  time += 20_000
  const refused = await read(asKominfo)
  t.match(refused.json(), {
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    code: 'too-many-requests',
    status: 429,
    'violated-policies': ['person'],
  })
  t.equal(refused.headers['retry-after'], '40')
  t.equal(refused.headers['ratelimit'], '"agency";r=5;t=40, "person";r=0;t=40')
})

t.test('a colleague goes on until the agency has used up its own', async t => {
  t.equal((await list(asOther)).statusCode, 200)
  t.match((await read(asOther)).json(), { status: 429, 'violated-policies': ['agency'] })
  t.match((await read(asKominfo)).json(), { status: 429, 'violated-policies': ['agency', 'person'] })
})

t.test('the quota of one agency is not that of another', async t => {
  t.equal((await list(asKasn)).statusCode, 200)
})

t.test('D-R7: no header of the caller opens a new quota', async t => {
  const headers = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-id', 'x-forwarded-host', 'via']
  for (const name of headers) t.equal((await list({ ...asKominfo, [name]: 'for=203.0.113.7' })).statusCode, 429, name)
})

t.test('after the window the quota is whole again', async t => {
  nextMinute()
  t.equal((await list(asKominfo)).headers['ratelimit'], '"agency";r=12;t=60, "person";r=6;t=60')
})

t.test('a clock that is set back does not lock anybody out', async t => {
  for (const _ of [1, 2, 3, 4]) await list(asKominfo)
  time -= 3_600_000
  t.equal((await list(asKominfo)).statusCode, 200)
})

t.test('both headers are structured fields (RFC 9651) with the parameters of the draft', async t => {
  const { headers } = await list(asKominfo)
  const items = (name: string) => parseList(String(headers[name])) as [string, Map<string, number>][]
  const names = ['agency', 'person']
  for (const [header, parameters] of Object.entries({ 'ratelimit-policy': ['q', 'w'], ratelimit: ['r', 't'] })) {
    t.strictSame(
      items(header).map(([policy]) => policy),
      names,
    )
    for (const [, given] of items(header)) t.strictSame([...given.keys()], parameters)
  }
})

t.test(
  'refused credentials count for the address they come from, and end in 429 before a token is looked at',
  async t => {
    nextMinute()
    for (const left of [3, 2, 1, 0]) {
      const reply = await list({})
      t.equal(reply.statusCode, 401)
      t.equal(reply.headers['ratelimit'], `"address";r=${left};t=60`)
    }
    for (const headers of [{}, { authorization: 'Bearer kasn.intake-officer' }, { authorization: 'nonsense' }]) {
      const over = await list(headers)
      t.match(over.json(), { status: 429, 'violated-policies': ['address'] })
      t.equal(over.headers['retry-after'], '60')
      t.equal(over.headers['ratelimit-policy'], '"address";q=4;w=60')
    }
    t.equal((await list(asKominfo)).statusCode, 200, 'a token that was believed before is not held up by others')
  },
)

t.test('public operations count for the address too', async t => {
  nextMinute()
  const explain = () => app.inject({ url: '/problems/not-found' })
  for (const left of [3, 2, 1, 0]) t.equal((await explain()).headers['ratelimit'], `"address";r=${left};t=60`)
  t.equal((await explain()).statusCode, 429)
})

t.test('an address is that of the connection, whatever a stranger writes in a header', async t => {
  nextMinute()
  const from = (remoteAddress: string, forwarded?: string) =>
    app.inject({
      url: '/v1/binders',
      remoteAddress,
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    })
  for (const number of [1, 2, 3, 4]) await from('203.0.113.1', `198.51.100.${number}`)
  t.equal((await from('203.0.113.1', '198.51.100.9')).statusCode, 429)
  t.equal((await from('203.0.113.2')).statusCode, 401, 'another address has its own')
  t.equal((await from('10.0.0.1', '203.0.113.1')).statusCode, 429, 'a trusted proxy is believed')
  t.equal((await from('10.0.0.1', '203.0.113.1, 203.0.113.3')).statusCode, 401, 'and only what it saw itself')
})

t.test('an IPv6 network of 64 bits is one place, and IPv4 in IPv6 is IPv4', async t => {
  nextMinute()
  const from = (remoteAddress: string) => app.inject({ url: '/v1/binders', remoteAddress })
  for (const number of [1, 2, 3, 4]) await from(`2001:db8::${number}`)
  t.equal((await from('2001:db8:0:0:ffff::9')).statusCode, 429)
  t.equal((await from('2001:db8:0:1::1')).statusCode, 401)
  for (const _ of [1, 2, 3, 4]) await from('::ffff:192.0.2.1')
  t.equal((await from('192.0.2.1')).statusCode, 429)
  t.equal((await from('::ffff:192.0.2.2')).statusCode, 401)
})

t.test('a request that goes on to do more takes it from the same quotas, and is told how long to wait', async t => {
  const { furtherCosts } = limited()
  const actor = { agency: 'kominfo', issuer: 'https://idp.example', subject: 'batch' } as unknown as Actor
  t.equal(furtherCosts.wait(actor, 11), 0)
  furtherCosts.take(actor, 8)
  t.equal(furtherCosts.wait(actor, 3), 0)
  const seconds = furtherCosts.wait(actor, 4)
  t.ok(seconds > 0 && seconds <= 60, 'until the next window')
  time += seconds * 1000
  t.equal(furtherCosts.wait(actor, 4), 0)
  t.equal(furtherCosts.wait(actor, 1000), 0, 'what is more than all of a quota takes all of it')
  furtherCosts.take({ ...actor, subject: 'other' } as Actor, 10)
  t.ok(furtherCosts.wait(actor, 8) > 0, 'and a colleague uses the quota of the agency')
})

t.test('every answer of this file was one that the description has', async t => t.same(deviations, []))
