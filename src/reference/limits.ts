import { fresh, patienceMs } from '../acts/verify-contents.ts'
import { MAX_TOKEN_BYTES } from '../auth/token-verifier.ts'
import { usualPools } from '../db/agency-pools.ts'
import { mostItems } from '../domain/evidence.ts'
import { costs } from '../http/cost.ts'
import { exchangeMs } from '../http/counts-exchange.ts'
import { longestFileName, mostMetadataBytes } from '../http/form-upload.ts'
import { harvestWindowSeconds, mostUntold } from '../http/harvest.ts'
import { longestKey } from '../http/idempotency-key.ts'
import { usualLongBodyLimits } from '../http/long-bodies.ts'
import { toldFrom } from '../http/quota.ts'
import { windowSeconds } from '../http/rate-limit.ts'
import { mostHeaders } from '../http/request-head.ts'
import { mostConnections, usualRequestLimits } from '../http/server-options.ts'
import { deepest, longestNumber, mostValues } from '../http/strict-json.ts'
import { mostPlaces } from '../http/validation.ts'
import { type ProblemCode, problems } from '../problems.ts'
import { longestWaitSeconds } from '../routes/feed.ts'
import { mostStreams, mostStreamsOfOnePerson, mostStreamsOfPeople } from '../routes/feed-stream.ts'
import { longestLine, mostLines } from '../routes/referral-batch.ts'
import { variables } from '../variables.ts'
import { code, page, table } from './markdown.ts'

type Row = readonly [what: string, value: string, where: string, answer: string]

/** Every limit with its value, taken from where the service itself takes it. */
export function limitsPage(): string {
  return page(
    'Limits',
    'Every limit of the service: its value, where it is set, and what is answered beyond it. No honest integration should meet one; tell us when yours does.',
    `## Quotas\n\n${quotas}\n\n${limitTable(quotaRows())}`,
    `## Costs\n\n${costsText}\n\n${table(['Kind of operation', 'Cost'], costRows())}`,
    `## Size and shape of a request\n\n${limitTable(shapeRows())}`,
    `## Time and connections\n\n${limitTable(timeRows())}`,
    `## The database\n\n${pools}\n\n${limitTable(poolRows())}`,
    `## What HTTP is refused\n\n${hardening}`,
    `## Regular expressions\n\n${patterns}`,
  )
}

const untold = mostUntold(Number(defaultOf('HARVEST_LIMIT')))

const quotas = `Units are counted per agency and per person or client of it; both come from the token. \`RateLimit-Policy\` and \`RateLimit\`
(draft-ietf-httpapi-ratelimit-headers-11) name the quotas \`agency\`, \`person\`, \`address\` and \`person-reads\` with what is left; a refusal has the problem type of the
draft, names the exceeded quotas in \`violated-policies\`, and \`Retry-After\` is when all of them have units again.

- **Windows** are the minutes of the database's clock, so at the turn of a window up to twice the quota may pass within a minute. The hour of \`person-reads\` slides.
- **All processes count together.** Each decides by what it counted itself and what the others had told when it last asked; within ${seconds(exchangeMs)} of counting something it tells
  and asks again, in one statement for all callers, and no request waits for that. So above a quota may pass what the other processes let through within one exchange, and for each of them ${100 * toldFrom} % of the
  quota, because less than that is told to nobody. The headers show what is left for all. While the database is away each process counts for itself.
- **Addresses** are those of the connections. Behind a proxy that is the proxy's, for everybody: name it in \`TRUSTED_PROXIES\`, and what it adds to \`X-Forwarded-For\` is believed, from
  the right, as far as the proxies are trusted; it must add what it sees itself. Otherwise no header is believed. An IPv6 network of 64 bits is one address.
- **Refused credentials** (400 \`malformed-credentials\`, 401, 403 \`role-not-allowed\`) take one unit of the address each, and public operations their cost. When none is left, requests
  from there are refused before their token is looked at; a token that was accepted before goes on.
- **Harvest.** Whatever shows or changes a case counts as opening it, also when there is no such case. What is open stays open. Lists count in the other quotas alone, because they
  name nobody; each case in an export counts, and the export ends where the limit is. Clients (\`sub\` is \`client_id\`) are not counted: they act for the agency as a whole and are held by \`person\`. The first refusal is in the log at \`warn\`.
  A process asks what the others know, and waits for it, when a person comes to it for the first time, before they open more than ${untold} cases of which the others have not been told, and before it refuses what may have changed: at most
  ${2 * untold} cases above the limit are opened for each further process, and a process that starts anew gives nobody a new allowance. It waits a second at most.`

const costsText =
  'Each operation names its cost as `x-cost` in the API description. A batch takes the cost of each line, and an export that of each page; when a quota is used up, both wait for its next window.'

const pools = `Each agency has its own connections, and its own line of those who wait for one, so an agency that is slow or too busy waits for itself. Whoever cannot be served in
time hears 503 with \`Retry-After\`; whoever leaves the line leaves nothing behind, and the next request is served as soon as a connection is free.`

const hardening = `No Host or several, a repeated \`Content-Type\`, a length together with chunks, chunks in HTTP/1.0, folded headers, bare line feeds and control characters are refused with 400
and the connection ends. A target with scheme and host is read as its path. TRACE and preflights of browsers find no method (405): there is no CORS. No answer names the software. Over TLS, as a
trusted proxy tells with \`X-Forwarded-Proto\`, every answer has \`Strict-Transport-Security\`. The rows of \`test/http/hardening.test.ts\` are the full list.`

const patterns = `Each is checked with recheck by \`.ci/run patterns\`; what it finds to be more than linear must be bounded in what it is given, and says so there.`

function quotaRows(): Row[] {
  const perMinute = `${windowSeconds} s`
  return [
    [
      'Units of an agency',
      `${defaultOf('RATE_LIMIT')} in ${perMinute}`,
      code('RATE_LIMIT'),
      answer('too-many-requests'),
    ],
    [
      'Units of a person or client',
      `${defaultOf('RATE_LIMIT_PERSON')} in ${perMinute}`,
      code('RATE_LIMIT_PERSON'),
      answer('too-many-requests'),
    ],
    [
      'Requests of an address without an accepted token',
      `${defaultOf('RATE_LIMIT_ADDRESS')} in ${perMinute}`,
      code('RATE_LIMIT_ADDRESS'),
      answer('too-many-requests'),
    ],
    [
      'Different cases opened by a person',
      `${defaultOf('HARVEST_LIMIT')} in ${harvestWindowSeconds} s`,
      code('HARVEST_LIMIT'),
      answer('harvest-suspected'),
    ],
    [
      'Evidence of an agency',
      bytes(Number(defaultOf('EVIDENCE_QUOTA_BYTES'))),
      code('EVIDENCE_QUOTA_BYTES'),
      'see [rules.md](rules.md)',
    ],
  ]
}

function costRows(): string[][] {
  const kinds: Record<keyof typeof costs, string> = {
    probe: 'whether the service is alive and ready',
    read: 'one thing by its id',
    list: 'a page of a list',
    write: 'an act, and whatever else changes something',
    content: 'bytes of evidence, in or out',
    handover: 'sending, resubmitting, supplementing and handing over: all evidence that goes is re-hashed',
    dial: 'asking an endpoint of a webhook for its consent, or ringing it once',
  }
  return Object.entries(costs).map(([kind, cost]) => [kinds[kind as keyof typeof costs], String(cost)])
}

function shapeRows(): Row[] {
  const { bodyBytes, segmentLength } = usualRequestLimits
  return [
    ['Request line and headers', '16 KiB', 'Node', answer('headers-too-large')],
    ['Headers', String(mostHeaders), 'request-head.ts', answer('headers-too-large')],
    ['A segment of the path', `${segmentLength} characters`, 'server-options.ts', answer('uri-too-long')],
    ['Access token', bytes(MAX_TOKEN_BYTES), 'token-verifier.ts', answer('invalid-token')],
    ['Idempotency-Key', `${longestKey} characters`, 'idempotency-key.ts', answer('idempotency-key-invalid')],
    ['JSON body', bytes(bodyBytes), 'server-options.ts', answer('content-too-large')],
    ['Depth of JSON', `${deepest} levels`, 'strict-json.ts', answer('invalid-json')],
    ['Names and values in JSON', String(mostValues), 'strict-json.ts', answer('invalid-json')],
    ['A number in JSON', `${longestNumber} characters`, 'strict-json.ts', answer('invalid-json')],
    ['Places that a refusal names', String(mostPlaces), 'validation.ts', 'the first ones are named'],
    ['Metadata in a form', bytes(mostMetadataBytes), 'form-upload.ts', answer('invalid-request')],
    ['Parts of a form', '2', 'form-upload.ts', answer('invalid-request')],
    ['A file name', `${longestFileName} characters`, 'form-upload.ts', 'it is cut'],
    [
      'A file of evidence',
      bytes(Number(defaultOf('EVIDENCE_MAX_BYTES'))),
      code('EVIDENCE_MAX_BYTES'),
      answer('content-too-large'),
    ],
    ['Lines of a batch', String(mostLines), 'routes/referral-batch.ts', answer('batch-too-large')],
    ['A line of a batch', bytes(longestLine), 'routes/referral-batch.ts', answer('batch-too-large')],
    ['Items of evidence in a violation', String(mostItems), 'domain/evidence.ts', 'see [rules.md](rules.md)'],
  ]
}

function timeRows(): Row[] {
  const { headersMs, requestMs, handlerMs, keepAliveMs, idleMs, connectionRequests } = usualRequestLimits
  const { longBodyStallMs, longBodyGraceMs, longBodyBytesPerSecond } = usualLongBodyLimits
  const slow = answer('request-timeout')
  return [
    ['Until the headers are complete', seconds(headersMs), 'server-options.ts', slow],
    ['Until a JSON body is complete', seconds(requestMs), 'server-options.ts', slow],
    ['Until the answer', seconds(handlerMs), 'server-options.ts', answer('overloaded')],
    [
      'A wait for evidence to be re-hashed',
      seconds(patienceMs),
      'verify-contents.ts',
      answer('evidence-being-checked'),
    ],
    [
      'How long re-hashed evidence may leave without being re-hashed again',
      `${fresh.minutes} minutes, ${fresh.minutesForEach} more for each file that goes, and a second for every ${bytes(fresh.bytesInSecond)}`,
      'verify-contents.ts',
      'it is re-hashed',
    ],
    ['Nothing of a long body arrives', seconds(longBodyStallMs), 'long-bodies.ts', slow],
    [
      'A long body in all',
      `${seconds(longBodyGraceMs)}, and a second for every ${bytes(longBodyBytesPerSecond)}`,
      'long-bodies.ts',
      slow,
    ],
    ['A connection between two requests', seconds(keepAliveMs), 'server-options.ts', 'the connection ends'],
    ['A connection on which nothing moves', seconds(idleMs), 'server-options.ts', 'the connection ends'],
    [
      'Requests on one connection',
      String(connectionRequests),
      'server-options.ts',
      '`Connection: close` with the last answer',
    ],
    ['Connections', String(mostConnections), 'server-options.ts', 'further ones are closed'],
    ['Streams of the feed that an agency has open', String(mostStreams), 'feed-stream.ts', answer('too-many-streams')],
    [
      'Of these, its people (whoever is not `integrator`); and one of them',
      `${mostStreamsOfPeople}; ${mostStreamsOfOnePerson}`,
      'feed-stream.ts',
      answer('too-many-streams'),
    ],
    ['A wait for something new in the feed', seconds(longestWaitSeconds * 1000), 'feed.ts', 'an answer without items'],
  ]
}

function poolRows(): Row[] {
  const { connectionsPerAgency, connectionsInAll, deadlineMs } = usualPools
  return [
    ['Connections of an agency', String(connectionsPerAgency), 'agency-pools.ts', 'the request waits'],
    ['Connections in all', String(connectionsInAll), 'agency-pools.ts', 'the least used idle one makes room'],
    ['A statement, its wait in line included', seconds(deadlineMs), 'agency-pools.ts', answer('database-unavailable')],
  ]
}

function limitTable(rows: readonly Row[]): string {
  return table(['What', 'Limit', 'Set in', 'Beyond it'], rows)
}

function answer(name: ProblemCode): string {
  return `${problems[name].status} [${code(name)}](errors.md#${name})`
}

function defaultOf(name: (typeof variables)[number]['name']): string {
  return variables.find(variable => variable.name === name)?.default ?? ''
}

function seconds(ms: number): string {
  return `${ms / 1000} s`
}

function bytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(Math.floor(Math.log2(count) / 10), units.length - 1)
  return `${count / 1024 ** power} ${units[power]}`
}
