import type { FeedItem } from './api.ts'

/** How far the feed has been read, and what had been read by then; to be kept by whoever reads it. */
export type FeedPosition = { readonly number: number; readonly runningDigest: string }

/** Before the first entry. */
export const feedStart: FeedPosition = { number: 0, runningDigest: '0'.repeat(64) }

/** The feed is not what it was, or not what it says it is. Nothing after this number can be relied upon. */
export class FeedFault extends Error {
  override readonly name = 'FeedFault'
  readonly kind: 'gap' | 'entry-digest' | 'running-digest' | 'history'
  readonly number: number

  constructor(kind: FeedFault['kind'], number: number) {
    super(`the feed cannot be relied upon at ${number}: ${explanations[kind]}`)
    this.kind = kind
    this.number = number
  }
}

const explanations = {
  gap: 'this is not the number that comes next',
  'entry-digest': 'what the entry says is not what its digest is of',
  'running-digest': 'its running digest does not follow from the one before',
  history: 'what was read before is not what the service has now',
} as const

/** The type of an entry that the caller may no longer see. */
const withheld = 'penerusan.withheld'

/** The position after an entry. Throws a FeedFault when it is not the one that follows. */
export async function advance(position: FeedPosition, item: FeedItem): Promise<FeedPosition> {
  const { number, entrydigest, runningdigest } = item
  if (number !== position.number + 1) throw new FeedFault('gap', number)
  if (item.type !== withheld && (await entryDigestOf(item)) !== entrydigest) throw new FeedFault('entry-digest', number)
  if ((await chained(position.runningDigest, entrydigest)) !== runningdigest) {
    throw new FeedFault('running-digest', number)
  }
  return { number, runningDigest: runningdigest }
}

async function entryDigestOf({ number, id, type, subject, subjectversion, digest }: FeedItem): Promise<string> {
  const lines = [number, id, type, subject, subjectversion, digest].map(part => `${part}\n`)
  return sha256(new TextEncoder().encode(lines.join('')))
}

function chained(before: string, entryDigest: string): Promise<string> {
  return sha256(bytesOfHex(before + entryDigest))
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}
