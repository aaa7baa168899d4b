import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { costs } from '../http/cost.ts'
import { ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { Problem } from '../problems.ts'
import {
  SandboxClock,
  SandboxClockInput,
  SandboxClockMoved,
  SandboxReset,
  TestToken,
  TestTokenInput,
} from '../resources/sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

type Needs = { readonly sandbox: Sandbox }

const furthestMs = 20 * 366 * 86_400_000

/** A reset takes as long as setting up a database does. */
const resetTimeoutMs = 120_000

/** What partners may do with a sandbox. Nowhere else do these paths exist. */
export const sandboxes: FastifyPluginAsyncTypebox<Needs> = async (app, { sandbox }) => {
  app.route({
    method: 'GET',
    url: '/sandbox/clock',
    config: { unrecorded: 'The clock is about nobody.' },
    schema: {
      operationId: 'readSandboxClock',
      summary: 'What does the clock say?',
      description:
        'The clock of the sandbox, by which all deadlines go. Tokens go by the true time, and the roles that an agency may give by this clock.',
      tags: ['Sandbox'],
      response: { 200: success('The clock.', ref(SandboxClock)) },
    },
    handler: async () => clockOf(await sandbox.readClock()),
  })

  app.route({
    method: 'PUT',
    url: '/sandbox/clock',
    config: { problems: ['clock-not-forward'] },
    schema: {
      operationId: 'moveSandboxClock',
      summary: 'Move the clock forward',
      description:
        'Lets time pass, for everybody on this sandbox. Whatever becomes due is done before the answer: deadlines are warned of and run out, silent obligations escalate, successions take effect.',
      tags: ['Sandbox'],
      body: ref(SandboxClockInput),
      response: { 200: success('The clock, and what followed.', ref(SandboxClockMoved)) },
    },
    async handler({ body: { now } }) {
      const tooFar = Date.parse(now) - Date.now() > furthestMs
      const moved = tooFar ? undefined : await sandbox.moveClock(now)
      if (moved === undefined) {
        throw new Problem('clock-not-forward', { errors: [{ pointer: '/now', code: tooFar ? 'too-far' : 'past' }] })
      }
      return { ...clockOf(moved), recorded: [...moved.recorded] }
    },
  })

  app.route({
    method: 'POST',
    url: '/sandbox/reset',
    handlerTimeout: resetTimeoutMs,
    config: { problems: ['sandbox-in-use'], cost: costs.handover },
    schema: {
      operationId: 'resetSandbox',
      summary: 'Begin anew',
      description:
        'Everything is as it was set up: agencies and catalogues are there, no case, no evidence, no feed, and the clock tells the true time. Tokens and keys stay valid. Until it is done, everybody else is answered 503 with `Retry-After`.',
      tags: ['Sandbox'],
      response: { 200: success('It is done.', ref(SandboxReset)) },
    },
    async handler(_request, reply) {
      if (!(await sandbox.reset(reply.raw))) throw new Problem('sandbox-in-use')
      return { status: 'reset' as const }
    },
  })

  app.route({
    method: 'POST',
    url: '/sandbox/tokens',
    config: { public: true, cost: costs.read, problems: ['test-token-refused'] },
    schema: {
      operationId: 'giveTestToken',
      summary: 'Get a test token',
      description:
        'An access token for any person or system of an agency whose issuer the sandbox plays itself, valid for some minutes. There is nothing in a sandbox that would have to be kept from anybody.',
      tags: ['Sandbox'],
      body: ref(TestTokenInput),
      response: { 200: success('The token.', ref(TestToken)) },
    },
    async handler({ body: { agency, roles, subject, client } }) {
      const given = await sandbox.giveToken({ agency, roles, subject, client })
      if ('place' in given) throw new Problem('test-token-refused', { errors: [given.place], detail: given.detail })
      return { ...given, roles: [...given.roles], tokenType: 'Bearer' as const }
    },
  })
}

function clockOf({ now, shiftMs }: { readonly now: string; readonly shiftMs: number }) {
  return { now, shiftSeconds: Math.round(shiftMs / 1000) }
}
