import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { PageRequest } from '../db/lists.ts'
import { costs } from '../http/cost.ts'
import { type End, type ExportFormat, fileWriter } from '../resources/export.ts'
import type { LongAnswer } from './long-answers.ts'

/** So many cases are read at once: a page is one statement, and all that is held of an export. */
export const pageSize = 50

/** A list whose items are written into a file, each as its own operation shows it. */
export type Listed<Row extends { readonly id: string }> = {
  readonly page: PageRequest
  /** One more than the limit when there is a next page; on record before it gives anything out. */
  read(page: PageRequest): Promise<readonly Row[]>
  /** Undefined for what this caller may not take along. */
  shown(row: Row): object | undefined
  /** Puts on record that these are about to be given out. */
  record(ids: readonly string[]): Promise<void>
  readonly schema: TSchema
  readonly columns: readonly string[]
}

type Asking = {
  readonly app: FastifyInstance
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly answer: LongAnswer
  readonly format: ExportFormat
}

/**
 * Writes the file page by page. Order is by id, which never changes, so what fits the filter throughout is in it exactly once; what
 * changes meanwhile is as it is when its page is read.
 */
export async function* writeFile<Row extends { readonly id: string }>(
  { app, request, reply, answer, format }: Asking,
  { page, read, shown, record, schema, columns }: Listed<Row>,
  first: readonly Row[],
): AsyncGenerator<string, void, undefined> {
  const writer = fileWriter(format, columns)
  const digest = createHash('sha256')
  const digested = (text: string) => {
    digest.update(text)
    return text
  }
  // As any answer is: what the schema does not name does not leave.
  const serialize = reply.compileSerializationSchema(schema as unknown as Record<string, unknown>)
  const told = { rows: 0, leftOut: 0 }
  let last = page.before
  let endedBy: End['endedBy'] = 'end'
  const broken = (error: unknown) => {
    request.log.error({ err: error }, 'an export ended early')
    return 'outage' as const
  }

  yield digested(writer.head)
  for (let rows = first; ; ) {
    let text = ''
    const part = { given: [] as string[], leftOut: 0, last }
    for (const row of rows.slice(0, page.limit)) {
      const item = shown(row)
      if (item !== undefined && !(await app.mayOpen(request, row.id))) {
        endedBy = 'harvest-suspected'
        break
      }
      part.last = row.id
      if (item === undefined) part.leftOut += 1
      else {
        part.given.push(row.id)
        text += writer.item(serialize(item as Record<string, unknown>))
      }
    }
    try {
      if (part.given.length > 0) await record(part.given)
    } catch (error) {
      endedBy = broken(error)
      break
    }
    last = part.last
    told.rows += part.given.length
    told.leftOut += part.leftOut
    yield digested(text)
    if (endedBy !== 'end' || rows.length <= page.limit) break
    await answer.room(costs.list)
    endedBy = (await answer.mustEnd()) ?? 'end'
    if (endedBy !== 'end') break
    app.furtherCosts.take(request.actor, costs.list)
    try {
      rows = await read({ ...page, before: last })
    } catch (error) {
      endedBy = broken(error)
      break
    }
  }
  const next = endedBy === 'end' ? null : after(request.url, last)
  yield writer.end({ ...told, endedBy, next, sha256: digest.digest('hex') })
}

/** The same export from after this item on. */
function after(requestUrl: string, id: string | null): string {
  const url = new URL(requestUrl, 'http://localhost')
  if (id !== null) url.searchParams.set('after', id)
  return `${url.pathname}${url.search}`
}

/** What the file is saved as. */
export function disposition(name: string, format: ExportFormat): string {
  return `attachment; filename="${name}.${format}"`
}
