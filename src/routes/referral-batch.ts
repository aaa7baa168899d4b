import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { type Asked, assertRemit, type Office } from '../acts/act-on-case.ts'
import { rehearseSending, sendReferral } from '../acts/send-referral.ts'
import { createTurns } from '../acts/turns.ts'
import { access } from '../domain/access.ts'
import type { ReferralId } from '../domain/ids.ts'
import { costs } from '../http/cost.ts'
import { requestFingerprint } from '../http/idempotency-key.ts'
import { type Line, linesOf } from '../http/lines.ts'
import { bodyOf, leaveBodiesUnread } from '../http/long-bodies.ts'
import { ref } from '../http/named-schema.ts'
import { linesSchema, ndjsonType, streamed } from '../http/ndjson.ts'
import { preferredLanguage } from '../http/preferred-language.ts'
import { problemSubstance } from '../http/problem-document.ts'
import { parseStrictJson } from '../http/strict-json.ts'
import { validated } from '../http/validated.ts'
import { Problem } from '../problems.ts'
import {
  type BatchEnding,
  type BatchResult,
  ReferralBatchLine,
  ReferralBatchResult,
  ReferralBatchSummary,
} from '../resources/referral-batch.ts'
import { closed } from '../resources/words.ts'
import { askedOf, refusals } from './asked.ts'
import { inOrder } from './in-order.ts'
import { type LongAnswer, longAnswers } from './long-answers.ts'

type Needs = { office: Office; now: () => Date }

export const mostLines = 10_000
export const longestLine = 4 * 1024
const mostBytes = mostLines * longestLine
/** One connection of an agency is left to whoever else of it is at work. */
const mostUnderWay = 3

const described = ref(ReferralBatchLine)
/** A line is the same request as this operation's, and shares its keys and stored replies. */
const alone = { operation: 'sendReferral', method: 'POST', route: '/v1/referrals' }

/** Many sendings in one request; each line is one. */
export const referralBatch: FastifyPluginAsyncTypebox<Needs> = async (app, { office, now }) => {
  leaveBodiesUnread(app)
  const longAnswer = longAnswers(app, { now })

  app.route({
    method: 'POST',
    url: '/referrals/batch',
    config: {
      roles: access.referral.roles,
      cost: costs.write,
      accepts: [ndjsonType],
      produces: [ndjsonType],
      longBody: {
        schema: linesSchema(
          `At most ${mostLines} lines of at most ${longestLine} bytes, each a ReferralBatchLine in I-JSON. Blank lines are left out.`,
          mostLines,
          described,
        ),
      },
      problems: ['invalid-json', ...refusals('R-BLK-01')],
    },
    schema: {
      operationId: 'sendReferralBatch',
      summary: 'Refer many violations',
      description: `Each line is what one \`POST /v1/referrals\` is: the same checks, the same rules, and the same stored reply for its key, sent alone or in any batch. So a batch, or any part of it, may be repeated: nothing is sent twice. The request as a whole needs no Idempotency-Key, because it makes nothing but what its lines make, and they have theirs.

The answer has one line for each, in order and as soon as it is known, and a summary at the end; an answer without it was cut. Read it while you send: who does not read is not read either. A line that is garbage or refused is refused alone. Every line takes ${costs.handover} of each quota when it is sent and ${costs.write} otherwise; when a quota is used up, the batch waits for the next window.

With \`dryRun=true\` each line is told what would come of it now, by itself, and nothing is changed; the evidence is not re-hashed. It is on record as a read of each violation.`,
      tags: ['Referrals'],
      querystring: Type.Object(
        {
          dryRun: Type.Optional(
            Type.Boolean({ default: false, description: 'Say what would come of each line, and change nothing.' }),
          ),
        },
        closed,
      ),
      response: {
        200: streamed('What came of each line, and a summary.', {
          [ndjsonType]: linesSchema(
            'One JSON object a line.',
            mostLines + 2,
            ref(ReferralBatchResult),
            ref(ReferralBatchSummary),
          ),
        }),
      },
    },
    async handler(request, reply) {
      assertRemit('referral', request.actor, {})
      if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw new Problem('batch-too-large')
      const lines = linesOf(bodyOf(request), { longest: longestLine, mostBytes, most: mostLines })
      // What goes wrong before the first line is told as of any request.
      const first = await lines.next()
      if (first.done) {
        throw new Problem('invalid-json', {
          detail: 'The body has no line.',
          errors: [{ pointer: '', code: 'empty' }],
        })
      }
      const answer = longAnswer(request, reply)
      const dryRun = request.query.dryRun === true
      return answer.send(ndjsonType, answersTo({ app, office, request, answer, dryRun }, first.value, lines))
    },
  })
}

type Batch = {
  readonly app: FastifyInstance
  readonly office: Office
  readonly request: FastifyRequest
  readonly answer: LongAnswer
  readonly dryRun: boolean
}

const counted = {
  sent: 'sent',
  'already-sent': 'alreadySent',
  'would-be-sent': 'wouldBeSent',
  refused: 'refused',
} as const satisfies Record<BatchResult['outcome'], string>

async function* answersTo(
  batch: Batch,
  first: Line,
  rest: AsyncGenerator<Line, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  const { answer, dryRun } = batch
  const summary = { sent: 0, alreadySent: 0, wouldBeSent: 0, refused: 0 }
  let endedBy: BatchEnding | undefined
  let isOutage = false

  async function* admitted(): AsyncGenerator<Line, void, undefined> {
    try {
      for (let line: Line | undefined = first; line !== undefined; line = (await rest.next()).value || undefined) {
        await answer.room(dryRun ? costs.write : costs.handover)
        endedBy = (await answer.mustEnd()) ?? (isOutage ? 'outage' : undefined)
        if (endedBy !== undefined) return
        if (line.number > mostLines) endedBy = 'too-many-lines'
        yield line
        if (endedBy !== undefined) return
      }
      endedBy = 'end'
    } catch (error) {
      endedBy = endingBy(error)
    }
  }

  const answerLine = createLineAnswerer(batch)
  for await (const result of inOrder(admitted(), answerLine, { most: mostUnderWay, signal: answer.signal })) {
    isOutage ||= result.status >= 500
    summary[counted[result.outcome]] += 1
    yield `${JSON.stringify(result)}\n`
  }
  endedBy ??= (await answer.mustEnd()) ?? 'broken-off'
  yield `${JSON.stringify({ summary: { ...summary, endedBy } })}\n`
}

/** Why a body gave no more lines. */
function endingBy(error: unknown): BatchEnding {
  if (!(error instanceof Problem)) return 'broken-off'
  return error.code === 'request-timeout' ? 'stalled' : 'too-large'
}

/** Two lines of one key, or about one violation, are done one after the other, as they stand in the batch. */
function createLineAnswerer({ app, office, request, dryRun }: Batch): (line: Line) => Promise<BatchResult> {
  const inTurn = createTurns()
  const language = preferredLanguage(request.headers['accept-language'])
  const asked = askedOf(request)

  return async line => {
    let item: Static<typeof ReferralBatchLine> | undefined
    let result: BatchResult
    try {
      item = readItem(request, line)
      const { idempotencyKey, violationId } = item
      const askedAlone = askedByLine(asked, item)
      const work = dryRun ? rehearseSending : sendReferral
      const reply = await inTurn(`key ${idempotencyKey}`, () =>
        inTurn(`violation ${violationId}`, () => work(office, askedAlone, violationId)),
      )
      result = { line: line.number, idempotencyKey, ...nothing, ...resultOf(reply) }
    } catch (error) {
      const problem = app.problemOfItem(error)
      if (problem.status >= 500) request.log.error({ err: error, problem: problem.code }, 'a line of a batch failed')
      const target = item ? { kind: 'violation', id: item.violationId } : null
      await app.recordRefusedItem(request, problem, { operation: alone.operation, target })
      const retryAfter = Number(problem.headers['retry-after'] ?? Number.NaN)
      result = {
        line: line.number,
        idempotencyKey: item?.idempotencyKey ?? null,
        ...nothing,
        outcome: 'refused',
        status: problem.status,
        problem: problemSubstance(problem, language) as BatchResult['problem'],
        retryAfter: Number.isNaN(retryAfter) ? null : retryAfter,
      }
    }
    app.furtherCosts.take(request.actor, result.outcome === 'sent' ? costs.handover : costs.write)
    return result
  }
}

function readItem(request: FastifyRequest, { number, bytes }: Line): Static<typeof ReferralBatchLine> {
  if (bytes === undefined) throw new Problem('batch-too-large', { errors: [{ pointer: '', code: 'line-too-long' }] })
  if (number > mostLines) throw new Problem('batch-too-large', { errors: [{ pointer: '', code: 'too-many-lines' }] })
  return validated(request, described, parseStrictJson(bytes, { pointer: '', called: 'The line' }))
}

/** What the line asks, said as its own request would say it. */
function askedByLine(asked: Asked, { idempotencyKey, violationId }: Static<typeof ReferralBatchLine>): Asked {
  const { operation, method, route } = alone
  return {
    ...asked,
    operation,
    idempotencyKey: `"${idempotencyKey.replace(/["\\]/g, '\\$&')}"`,
    fingerprint: requestFingerprint(method, route, {}, { violationId }),
    from: asked.from && { ...asked.from, thing: { kind: 'violation', id: violationId } },
  }
}

const nothing = { referral: null, problem: null, retryAfter: null } as const

/** Of a line that was not refused; without a reply it was only rehearsed. */
function resultOf(reply: Awaited<ReturnType<typeof rehearseSending>>) {
  if (reply === undefined) return { outcome: 'would-be-sent' as const, status: 201 }
  const { status, headers, body } = reply
  return {
    outcome: headers['idempotency-replayed'] === undefined ? ('sent' as const) : ('already-sent' as const),
    status,
    referral: {
      id: (body as { id: ReferralId }).id,
      href: headers['location'] ?? '',
      etag: headers['etag'] ?? '',
    },
  }
}
