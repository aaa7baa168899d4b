import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import Type, { type TProperties } from 'typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { caseOf } from '../acts/act-on-violation.ts'
import { firstIdAt } from '../acts/time-ordered.ts'
import {
  countObligations,
  countReferrals,
  countViolations,
  exportReferrals,
  exportViolations,
  mostCounted,
} from '../db/exports.ts'
import type { PageRequest } from '../db/lists.ts'
import { listObligations } from '../db/obligations.ts'
import type { Reader } from '../db/reader.ts'
import { type ReadTarget, recordGiven } from '../db/recorded-read.ts'
import { type Act, access } from '../domain/access.ts'
import { refusalOfRemit } from '../domain/allowed-acts.ts'
import { concernedBy } from '../domain/allowed-obligation-acts.ts'
import { isExportable } from '../domain/handling.ts'
import { obligationStatuses } from '../domain/obligation.ts'
import { currentVersion } from '../domain/referral.ts'
import { referralStatuses, violationStatuses } from '../domain/transitions.ts'
import { costs } from '../http/cost.ts'
import { type NamedSchema, ref } from '../http/named-schema.ts'
import { csvType, linesSchema, ndjsonType, streamed } from '../http/ndjson.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { accepts } from '../http/request-body.ts'
import { Problem } from '../problems.ts'
import { ExportEnd, type ExportFormat, exportFormats } from '../resources/export.ts'
import { ObligationResource, toObligationResource } from '../resources/obligation.ts'
import { ReferralResource, toReferralResource } from '../resources/referral.ts'
import { toViolationResource, ViolationResource } from '../resources/violation.ts'
import { closed, oneOf } from '../resources/words.ts'
import { readerOf } from './asked.ts'
import { disposition, pageSize, writeFile } from './export-file.ts'
import { longAnswers, longAnswerTimeoutMs } from './long-answers.ts'
import { timeRange } from './page.ts'

type Needs = { office: Office; now: () => Date }

/** A list of the API, as it is exported: what it may be narrowed by, how it is read, and what an item shows. */
type Export<Row extends { readonly id: string }, Filter> = {
  readonly name: string
  /** What an item is, in the record that it was given out. */
  readonly kind: ReadTarget['kind']
  readonly operationId: string
  readonly list: string
  readonly tag: string
  readonly act: Act
  readonly filters: TProperties
  filterOf(query: Readonly<Record<string, string | undefined>>): Filter
  read(pools: Office['pools'], reader: Reader, page: PageRequest, filter: Filter): Promise<readonly Row[]>
  count(pools: Office['pools'], reader: Reader, page: PageRequest, filter: Filter): Promise<number>
  shown(row: Row, reader: Reader): object | undefined
  /** What of the list is not in the file, in a sentence. */
  readonly leftOut: string
  readonly resource: NamedSchema
  /** Of CSV: places in an item, as `cellOf` reads them. */
  readonly columns: readonly string[]
}

const handledWithTheCase =
  'Left out is what the handling of a case does not let you export (R-EVI-14), and counted in the end.'

const contentColumns = [
  'content/source/kind',
  'content/source/channel',
  'content/eventDescription',
  'content/occurredAt',
  'content/knownAt',
  'content/place/regionCode',
  'content/place/onlineLocation',
  'content/place/description',
  'content/suggestedCategory',
  'content/interaction',
  'content/confidentiality',
  'content/handling/*',
  'content/reportedPersons/*/name',
  'content/reportedPersons',
  'masked/*',
]

const { 'Content-Disposition': ContentDisposition, 'Rows-Ahead': RowsAhead } = headerSchemas

/** Lists as files: the same cases, the same filters and the same masks, each case as its own operation shows it. */
export const exports: FastifyPluginAsyncTypebox<Needs> = async (app, { office, now }) => {
  const longAnswer = longAnswers(app, { now })

  serve({
    name: 'violations',
    kind: 'violation',
    operationId: 'exportViolations',
    list: 'listViolations',
    leftOut: handledWithTheCase,
    tag: 'Violations',
    act: 'violation-reading',
    filters: { status: Type.Optional(oneOf(violationStatuses, 'Only violations in this state.')) },
    filterOf: ({ status }) => ({ status: status as (typeof violationStatuses)[number] | undefined }),
    read: exportViolations,
    count: countViolations,
    shown(row, reader) {
      const { owner, recorders, content } = row.state
      const may = isExportable(content, { ...reader, owner, recorders, officer: null })
      return may ? toViolationResource(caseOf(row), reader, office) : undefined
    },
    resource: ViolationResource,
    columns: [
      'id',
      'status',
      'referral/id',
      'referral/status',
      'recordedAt',
      'changedAt',
      'dismissal/reason',
      ...contentColumns,
    ],
  })

  serve({
    name: 'referrals',
    kind: 'referral',
    operationId: 'exportReferrals',
    list: 'listReferrals',
    leftOut: handledWithTheCase,
    tag: 'Referrals',
    act: 'referral-reading',
    filters: {
      status: Type.Optional(oneOf(referralStatuses, 'Only referrals in this state.')),
      violationId: Type.Optional(
        Type.String({ format: 'uuid', maxLength: 36, description: 'Only referrals of this violation.' }),
      ),
    },
    filterOf: ({ status, violationId }) => ({
      status: status as (typeof referralStatuses)[number] | undefined,
      violationId,
    }),
    read: exportReferrals,
    count: countReferrals,
    shown({ state, recorders, now }, reader) {
      if (refusalOfRemit('referral-reading', reader, state)) return undefined
      const officer = state.assignment?.officer ?? null
      const { content } = currentVersion(state)
      const may = isExportable(content, { ...reader, owner: state.sender, recorders, officer })
      return may ? toReferralResource(state, reader, now) : undefined
    },
    resource: ReferralResource,
    columns: [
      'id',
      'violationId',
      'sender',
      'receiver',
      'status',
      'versionNumber',
      'sentAt',
      'changedAt',
      'overdue',
      'evidenceCount',
      'questionCount',
      'decisionCount',
      'obligations/total',
      'obligations/unsettled',
      ...contentColumns,
      'contentDigest',
    ],
  })

  serve({
    name: 'obligations',
    kind: 'obligation',
    operationId: 'exportObligations',
    list: 'listObligations',
    // An obligation is for whoever has to carry it out, by whatever means they do that.
    leftOut:
      'Nothing is left out: the handling of a case binds its content and evidence (R-EVI-14), and not what it obliges you to do.',
    tag: 'Obligations',
    act: 'obligation-reading',
    filters: {
      status: Type.Optional(oneOf(obligationStatuses, 'Only obligations in this state.')),
      overdue: Type.Optional(
        oneOf(['true', 'false'] as const, 'Only those that are open and late, or only the others.'),
      ),
    },
    filterOf: ({ status, overdue }) => ({
      status: status as (typeof obligationStatuses)[number] | undefined,
      overdue: overdue === undefined ? undefined : overdue === 'true',
    }),
    read: listObligations,
    count: countObligations,
    shown: (row, reader) =>
      refusalOfRemit('obligation-reading', reader, concernedBy(row.state, row))
        ? undefined
        : toObligationResource(row, reader, row.now),
    resource: ObligationResource,
    columns: [
      'id',
      'kind',
      'status',
      'settled',
      'overdue',
      'suspended',
      'addressee',
      'dueOn',
      'issuedAt',
      'changedAt',
      'referralId',
      'number',
      'reportedPersonId',
      'person/name',
      'decision/track',
      'decision/instrument/number',
      'decision/instrument/date',
      'penalty/penaltyClass',
      'penalty/sanction',
      'penalty/inForceInstead',
      'masked/*',
    ],
  })

  function serve<Row extends { readonly id: string }, Filter>(one: Export<Row, Filter>): void {
    const { name, operationId, act, resource } = one
    const schema = ref(resource)
    app.route({
      method: 'GET',
      url: `/${name}/export`,
      handlerTimeout: longAnswerTimeoutMs,
      config: {
        roles: access[act].roles,
        cost: costs.list,
        purpose: true,
        produces: [ndjsonType, csvType],
        problems: ['not-acceptable'],
      },
      schema: {
        operationId,
        summary: `Export ${name}`,
        description: describe(one),
        tags: [one.tag],
        querystring: Type.Object(
          {
            ...timeRange,
            ...one.filters,
            format: Type.Optional(
              oneOf(
                Object.keys(exportFormats) as ExportFormat[],
                'The format of the file; without it what `Accept` prefers to `ndjson`.',
              ),
            ),
            after: Type.Optional(
              Type.String({
                format: 'uuid',
                maxLength: 36,
                description:
                  'Only what comes after this item: the `id` of the last one that you have, to go on with a file that was cut.',
              }),
            ),
          },
          closed,
        ),
        response: {
          200: streamed(
            'The file.',
            {
              [ndjsonType]: linesSchema(
                'One JSON object a line, the last of them the end.',
                2 ** 31 - 1,
                schema,
                ref(ExportEnd),
              ),
              [csvType]: { type: 'string', format: 'binary', maxLength: 2 ** 31, contentMediaType: csvType },
            },
            { 'Content-Disposition': ContentDisposition, 'Rows-Ahead': RowsAhead },
          ),
        },
      },
      async handler(request, reply) {
        assertRemit(act, request.actor, {})
        const query = request.query as Readonly<Record<string, string | undefined>>
        const format = formatOf(request, query['format'])
        const filter = one.filterOf(query)
        const page = pageOf(query)
        const reader = await readerOf(office, request)
        const read = (part: PageRequest) => one.read(office.pools, reader, part, filter)
        const first = await read(page)
        const ahead = await one.count(office.pools, reader, page, filter)
        reply.headers({
          'content-disposition': disposition(name, format),
          'rows-ahead': ahead > mostCounted ? `${mostCounted};more` : String(ahead),
        })
        const answer = longAnswer(request, reply)
        if (request.method === 'HEAD') return answer.send(exportFormats[format], nothing())
        const listed = {
          page,
          read,
          shown: (row: Row) => one.shown(row, reader),
          record: (ids: readonly string[]) => recordGiven(office.pools, reader, { kind: one.kind, ids }),
          schema,
          columns: one.columns,
        }
        return answer.send(exportFormats[format], writeFile({ app, request, reply, answer, format }, listed, first))
      },
    })
  }
}

function pageOf({ from, until, after }: Readonly<Record<string, string | undefined>>): PageRequest {
  return {
    limit: pageSize,
    before: after ?? null,
    fromId: from === undefined ? null : firstIdAt(from),
    toId: until === undefined ? null : firstIdAt(until),
  }
}

async function* nothing(): AsyncGenerator<string, void, undefined> {}

function formatOf({ headers }: FastifyRequest, asked: string | undefined): ExportFormat {
  const accepted = (format: ExportFormat) =>
    headers.accept === undefined || accepts(headers.accept, exportFormats[format])
  const format = (asked as ExportFormat | undefined) ?? (accepted('ndjson') ? 'ndjson' : 'csv')
  if (!accepted(format)) throw new Problem('not-acceptable')
  return format
}

function describe({ list, leftOut, columns }: Pick<Export<never, never>, 'list' | 'leftOut' | 'columns'>): string {
  return `What \`${list}\` lists with the same filter, newest first, each item as its own operation shows it to you, masked alike. ${leftOut} The purpose is required, and each page of the export is on record as a read before its first byte, and so is each item that is in it.

**NDJSON** has one item a line. **CSV** (RFC 4180, UTF-8, with a header) has the columns ${columns.map(column => `\`${column}\``).join(', ')} after \`record\`, which is \`item\`; a cell that a spreadsheet would take for a formula begins with an apostrophe (and so does one that begins with an apostrophe itself): take one away. Parts within a cell are JSON, and several values stand with \`; \` between them.

The last line tells how many items there are and the SHA-256 of all before it: \`end\` in NDJSON, and in CSV a record whose cells are \`end\`, rows, left out, ended by, next, sha256. A file without it was cut; go on with \`after\`. What is there throughout is in the file exactly once; what changes meanwhile is as it was when its page was read. Every ${pageSize} items take ${costs.list} of each quota, and every case counts as opened.`
}
