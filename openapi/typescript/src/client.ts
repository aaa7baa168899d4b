import { type Operations, operations } from './api.ts'
import { patience, type RetryPolicy } from './backoff.ts'
import { createAuthorization, type ProofMaker, type TokenProvider } from './credentials.ts'
import { withAllBytes } from './download.ts'
import { exchange, type Retry, type Success, type Transport } from './exchange.ts'
import { type Page, pagesFrom } from './pages.ts'
import { requestOf } from './request-of.ts'

export type OperationId = keyof Operations
/** What an operation takes: the parameters of its path, its query and its headers, and its body. */
export type Input<Id extends OperationId> = Operations[Id]['input']

/** A success. `data` is what the operation answers with; `etag` names its version. */
export type Answer<Data> = {
  readonly status: number
  readonly data: Data
  readonly etag: string | undefined
  readonly location: string | undefined
  readonly headers: Headers
}
/** What was named in `ifNoneMatch` is still the current version. */
export type NotModified = Answer<undefined>

/** What holds for one call alone. */
export type CallOptions = {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
}

type Given<Id extends OperationId, Taken> =
  Record<never, never> extends Input<Id>
    ? [input?: Taken, options?: CallOptions]
    : [input: Taken, options?: CallOptions]
type Call<Id extends OperationId> = (...given: Given<Id, Input<Id>>) => Promise<Answer<Operations[Id]['answer']>>
type Read<Id extends OperationId> = {
  (
    input: Input<Id> & { ifNoneMatch: string },
    options?: CallOptions,
  ): Promise<Answer<Operations[Id]['answer']> | NotModified>
  (...given: Given<Id, Omit<Input<Id>, 'ifNoneMatch'>>): Promise<Answer<Operations[Id]['answer']>>
}

/** The operations whose answer is a page of a list. */
export type ListId = {
  [Id in OperationId]: Operations[Id]['answer'] extends Page ? ('cursor' extends keyof Input<Id> ? Id : never) : never
}[OperationId]
type Item<Id extends ListId> = Operations[Id]['answer'] extends { items: (infer One)[] } ? One : never
type Filter<Id extends ListId> = Omit<Input<Id>, 'cursor'>

/** One function for each operation of the API, by its id; and lists, item by item. */
export type Client = {
  readonly [Id in OperationId]: 'ifNoneMatch' extends keyof Input<Id> ? Read<Id> : Call<Id>
} & {
  /** Every item of a list, page after page: each once, also while others are added. */
  each<Id extends ListId>(
    id: Id,
    ...given: Record<never, never> extends Filter<Id>
      ? [filter?: Filter<Id>, options?: CallOptions]
      : [filter: Filter<Id>, options?: CallOptions]
  ): AsyncGenerator<Item<Id>, void, undefined>
}

export type ClientOptions = {
  /** Where the service is, without `/v1`. */
  readonly baseUrl: string
  /** Without one, only the public operations answer. */
  readonly token?: TokenProvider
  /** For tokens that are bound to a key. */
  readonly proof?: ProofMaker
  /** The language of the titles of problems. */
  readonly language?: 'en' | 'id'
  readonly retry?: Partial<RetryPolicy>
  /** How long one attempt may take until it is answered, and how long a download may stand still. */
  readonly timeoutMs?: number
  /** Told before a request is sent again. */
  readonly onRetry?: (why: Retry) => void
  readonly fetch?: typeof fetch
}

/** A client for one officer, or one system, of one agency: whoever the tokens say. */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, token, proof, language, retry, timeoutMs = 30_000, onRetry } = options
  const transport: Transport = {
    fetch: options.fetch ?? globalThis.fetch,
    authorization: createAuthorization({ token, proof }),
    retry: { ...patience, ...retry },
    onRetry,
  }
  const base = { baseUrl, language, timeoutMs }

  async function call(id: OperationId, input: object, options: CallOptions): Promise<Answer<unknown>> {
    const request = requestOf(id, input, { ...base, ...options })
    const answer = await exchange(request, transport)
    return toAnswer(request.inRanges ? withAllBytes(answer, request, transport) : answer)
  }

  const calls = Object.keys(operations).map(id => [
    id,
    (input: object = {}, options: CallOptions = {}) => call(id as OperationId, input, options),
  ])
  const each = (id: ListId, filter: object = {}, options: CallOptions = {}) =>
    pagesFrom(cursor => call(id, { ...filter, ...cursor }, options) as Promise<Answer<Page>>)
  // What the types say of each is what the table says of it.
  return { ...Object.fromEntries(calls), each } as Client
}

function toAnswer({ status, headers, data }: Success): Answer<unknown> {
  return {
    status,
    data,
    etag: headers.get('etag') ?? undefined,
    location: headers.get('location') ?? undefined,
    headers,
  }
}
