/** What an operation is called with, in the words of the API description. */
export type Given = {
  readonly token: string
  readonly path: Record<string, string>
  readonly query: Record<string, string>
  readonly headers: Record<string, string>
  readonly body?: unknown
  readonly form?: { readonly metadata: unknown; readonly file: File }
}

/** An answer: its status and head, and its body as the client made it of the bytes. */
export type Called = { readonly response: Response; readonly body: unknown }

/** A generated client as the story uses it: by the id of the operation, its method and its path. */
export type Caller = (operation: { id: string; method: string; path: string }, given: Given) => Promise<Called>

export type Foreign = {
  readonly name: string
  /** The first calls of the README, every type of the generator as it is; gives the status of the referral. */
  firstCalls(baseUrl: string, tokens: { recorder: string; referrer: string; intake: string }): Promise<string>
  callerOf(baseUrl: string): Caller
}
