import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Operations, operations } from '../../openapi/typescript/src/api.ts'
import { type Client, ProblemError } from '../../openapi/typescript/src/index.ts'
import type { Role } from '../../src/domain/agencies.ts'
import { openLedger, tailLedger } from './ledger.ts'
import {
  type ActLine,
  actLedger,
  clientsOf,
  codeOf,
  feedLedger,
  type KeptEntry,
  type Place,
  type Side,
  untilAnswered,
} from './side.ts'

type OperationId = keyof Operations
type Told = { readonly id: string; readonly etag: string; readonly number?: number }
type Done = (Told & { readonly refused: false }) | { readonly refused: true; readonly code: string }
type Answered = { readonly data: unknown; readonly etag: string | undefined }

export type Office = ReturnType<typeof openOffice>

/**
 * The acts of one side. Each has a name of its own and is put down before it is asked for, with its key and all it says; so
 * an office that was killed asks for the same again, and goes on behind what it was told.
 */
export function openOffice(place: Place, side: Side) {
  const ledger = openLedger<ActLine>(actLedger(place, side))
  const clients = clientsOf(place, side)
  const intents = new Map<string, Extract<ActLine, { intent: string }>>()
  const outcomes = new Map<string, Done>()
  const ended = new Set<string>()
  for (const line of ledger.lines) {
    if ('intent' in line) intents.set(line.intent, line)
    if ('told' in line) outcomes.set(line.told, { refused: false, ...line })
    if ('refused' in line) outcomes.set(line.refused, { ...line, refused: true })
    if ('ended' in line) ended.add(line.ended)
  }

  return {
    ended: (task: string) => ended.has(task),
    end(task: string): void {
      ended.add(task)
      ledger.append({ ended: task })
    },
    /** The names of the tasks that any act was put down for, by what stands before the last slash. */
    begun: () => new Set([...intents.keys()].map(name => name.slice(0, name.lastIndexOf('/')))),
    read: <Answer>(role: Role, ask: (client: Client) => Promise<Answer>): Promise<Answer> =>
      untilAnswered(() => ask(clients(role)), note),
    act,
  }

  /** An act of this name, once; `input` says it as of now, and again when something has changed in between. */
  async function act<Id extends OperationId>(
    name: string,
    role: Role,
    operation: Id,
    input: () => Promise<Operations[Id]['input']> | Operations[Id]['input'],
  ): Promise<Done> {
    for (let attempt = 1; ; attempt++) {
      const step = attempt === 1 ? name : `${name}#${attempt}`
      const known = outcomes.get(step)
      const done = known ?? (await ask(step, role, operation, input))
      if (!done.refused || done.code !== 'stale-version') return done
    }
  }

  async function ask<Id extends OperationId>(
    step: string,
    role: Role,
    operation: Id,
    input: () => Promise<Operations[Id]['input']> | Operations[Id]['input'],
  ): Promise<Done> {
    const before = intents.get(step)
    const intent = before ?? { intent: step, act: operation, key: randomUUID(), input: await input() }
    if (before === undefined) {
      intents.set(step, intent)
      ledger.append(intent)
    }
    let unknown = before !== undefined
    const onOutage = (error: Error) => {
      note(error)
      unknown ||= !(error instanceof ProblemError && error.status < 500)
    }
    try {
      const client = clients(role, onOutage) as unknown as Record<string, (given: object) => Promise<Answered>>
      const given = requestFor(operation, intent.key, intent.input)
      const { data, etag } = await untilAnswered(() => client[operation]?.(given) as Promise<Answered>, onOutage)
      const { id, number } = data as { id: string; number?: number }
      const subject = subjectOf(intent.input) ?? id
      const told = { id: subject, etag: etag ?? '', ...(number !== undefined && { number }) }
      ledger.append({ told: step, act: operation, ...told })
      outcomes.set(step, { refused: false, ...told })
      return { refused: false, ...told }
    } catch (error) {
      const code = codeOf(error)
      if (code === undefined) throw error
      ledger.append({ refused: step, act: operation, id: subjectOf(intent.input) ?? '', code, unknown })
      const done: Done = { refused: true, code }
      outcomes.set(step, done)
      return done
    }
  }

  function note(error: Error): void {
    if (error instanceof ProblemError && error.status === 500) ledger.append({ fault: error.message })
  }
}

/** What an act is about; undefined when it makes it. */
function subjectOf(input: object): string | undefined {
  const { id, evidenceId, file } = input as { id?: string; evidenceId?: string; file?: string }
  return file === undefined ? (evidenceId ?? id) : undefined
}

function requestFor(operation: OperationId, key: string, input: object): object {
  const { file, ...given } = input as { file?: string; body?: object }
  const { headers } = operations[operation] as { headers?: object }
  const keyed = headers !== undefined && 'idempotencyKey' in headers
  return {
    ...given,
    ...(file !== undefined && { body: formOf(given.body ?? {}, file) }),
    ...(keyed && { idempotencyKey: key }),
  }
}

function formOf(metadata: object, text: string): FormData {
  const form = new FormData()
  form.set('metadata', new File([JSON.stringify(metadata)], 'metadata.json', { type: 'application/json' }))
  form.set('file', new File([text], 'note.txt', { type: 'text/plain' }))
  return form
}

/** Works off what the feed of a side tells, some at once; `handle` is run again for what was not ended. */
export function workOffFeed(
  place: Place,
  side: Side,
  {
    office,
    atOnce,
    handle,
    see = () => {},
  }: {
    readonly office: Office
    readonly atOnce: number
    readonly handle: (entry: KeptEntry, task: string) => Promise<void> | undefined
    readonly see?: (entry: KeptEntry) => void
  },
) {
  const tail = tailLedger<KeptEntry>(feedLedger(place, side))
  const waiting: KeptEntry[] = []
  let underWay = 0
  void look()
  return { idle: () => waiting.length === 0 && underWay === 0 }

  async function look(): Promise<never> {
    for (;;) {
      for (const entry of tail()) {
        see(entry)
        if (!office.ended(taskOf(entry))) waiting.push(entry)
      }
      while (underWay < atOnce && waiting.length > 0) begin(waiting.shift() as KeptEntry)
      await delay(100)
    }
  }

  function begin(entry: KeptEntry): void {
    const task = taskOf(entry)
    const work = handle(entry, task)
    if (work === undefined) return
    underWay++
    void work.then(() => {
      underWay--
      office.end(task)
    })
  }

  function taskOf({ number }: KeptEntry): string {
    return `feed/${number}`
  }
}
