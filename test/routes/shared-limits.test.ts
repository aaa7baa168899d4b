import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { openDesk } from '../db/desk.ts'
import { buildInstance } from '../support/app-instances.ts'
import { plenty } from '../support/test-app.ts'
import { createTestIssuers } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const desk = await openDesk(t)
const issuers = await createTestIssuers()
const casesPerHour = 30
const quotas = { ...plenty, personPerMinute: 200, casesPerHour }
const instance = () =>
  buildInstance(t, { urls: desk, directory: issuers.directory, verifier: issuers.verifier, config: { quotas } })
// By the clock of the database, which the instances take over but for as long as it takes to ask, a minute has begun: what is
// counted here is in one window.
await desk.admin`insert into clock_shift values (true, make_interval(secs => ${70 - ((Date.now() / 1000) % 60)}))`
const [one, other] = [await instance(), await instance()]
const token = (sub: string) => issuers.token('kasn', ['case-officer'], { sub })
const get = (app: FastifyInstance, url: string, bearer: string) =>
  app.inject({ url, headers: { authorization: `Bearer ${bearer}` } })

t.test(
  'the headers tell what is left in all instances, and a quota used up in one is used up in the other',
  async t => {
    const officer = await token('of-quotas')
    for (let turn = 0; turn < 40; turn += 1) await get(one, '/v1/referrals', officer)
    t.equal((await get(one, '/v1/referrals', officer)).statusCode, 429)
    await until(async () => (await get(other, '/v1/referrals', officer)).statusCode === 429)
    t.match((await get(other, '/v1/referrals', officer)).headers['ratelimit'], /"person";r=0;/)
  },
)

t.test(
  'who has opened all cases of the hour in one instance opens none in another, nor in one that starts later',
  async t => {
    const officer = await token('of-cases')
    const open = async (app: FastifyInstance) => (await get(app, `/v1/referrals/${uuidv7()}`, officer)).statusCode
    for (let turn = 0; turn < casesPerHour; turn += 1) t.equal(await open(one), 404)
    t.equal(await open(one), 429)
    await until(async () => (await desk.admin`select from case_openings`).length === casesPerHour)
    t.equal(await open(other), 429)
    t.equal(await open(await instance()), 429)
  },
)

t.end()
