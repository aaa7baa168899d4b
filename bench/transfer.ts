import type { Run } from './figures.ts'
import { type Generator, startGenerator } from './load.ts'

/** What stands around a file in a `multipart/form-data` body. */
export type Form = { readonly type: string; readonly before: string; readonly after: string }

/** What the generator is told to move: each file in a form, or without one what the path names. */
export type Transfers = {
  readonly url: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly form?: Form
  /** Of each file, in bytes. */
  readonly size: number
  readonly amount: number
  readonly connections: number
}

export type Moved = Run & { readonly locations: readonly string[] }

/** Sends from memory and throws away what it receives, in a process of its own. */
export function startTransferGenerator(): Generator<Transfers, Moved> {
  return startGenerator('./transfer-process.ts')
}
