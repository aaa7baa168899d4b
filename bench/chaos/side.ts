import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Officer } from '../../examples/service/officer.ts'
import { createTokens } from '../../examples/service/tokens.ts'
import {
  type Client,
  createClient,
  NoAnswer,
  ProblemError,
  UnexpectedAnswer,
} from '../../openapi/typescript/src/index.ts'
import type { Role } from '../../src/domain/agencies.ts'

export type Side = 'kominfo' | 'kasn'
export const sides: readonly Side[] = ['kominfo', 'kasn']

/** Where everything is: the processes of a side are told nothing else. */
export type Place = {
  /** Holds the ledgers of each side in a folder of its name. */
  readonly folder: string
  readonly dataDir: string
  /** One for each process of the service; any of them answers for all. */
  readonly services: readonly string[]
  readonly receivers: Readonly<Record<Side, number>>
}

/** An entry of its feed as a side keeps it. */
export type KeptEntry = {
  readonly number: number
  readonly id: string
  readonly type: string
  readonly subject?: string | undefined
  readonly subjectversion?: number | undefined
  readonly digest?: string | undefined
  readonly entrydigest: string
  readonly runningdigest: string
}

/** A bell as it was verified, or why it was turned away. */
export type KeptBell = { readonly bell: KeptEntry } | { readonly refused: string }

/** What was to be done, before it is asked for; and what the service said to it. */
export type ActLine =
  | { readonly intent: string; readonly act: string; readonly key: string; readonly input: object }
  | {
      readonly told: string
      readonly act: string
      readonly id: string
      readonly etag: string
      readonly number?: number
    }
  /** `unknown`: an earlier attempt was not answered, so it may have been done nevertheless. */
  | {
      readonly refused: string
      readonly act: string
      readonly id: string
      readonly code: string
      readonly unknown: boolean
    }
  | { readonly ended: string }
  /** An answer that should never be given, whatever is killed. */
  | { readonly fault: string }

export const feedLedger = (place: Place, side: Side) => join(place.folder, side, 'feed.jsonl')
export const bellLedger = (place: Place, side: Side) => join(place.folder, side, 'bells.jsonl')
export const actLedger = (place: Place, side: Side) => join(place.folder, side, 'acts.jsonl')
/** The webhook of a side, as it was told when it was made. */
export const webhookFile = (place: Place, side: Side) => join(place.folder, side, 'webhook.json')
/** What was killed or paused, and when. */
export const killLedger = (place: Place) => join(place.folder, 'kills.jsonl')
/** From when this file is there no new case is begun. */
export const closingFile = (place: Place) => join(place.folder, 'closing')

/** The place as it is handed to a process. */
export function readPlace(): Place {
  return JSON.parse(process.env['CHAOS_PLACE'] ?? '')
}

/** Calls of one side, each by any process of the service, as a balancer before them would have it. */
export function clientsOf(place: Place, agency: Side) {
  const tokens = createTokens({ ...place, agenciesFile: undefined, mode: 'development', audience })
  return (role: Role, onRetry: (error: Error) => void = () => {}): Client => {
    const officer: Officer = { agency, subject: `${role}-1`, roles: [role] }
    return createClient({
      baseUrl: place.services[0] ?? '',
      token: () => tokens.tokenOf(officer),
      timeoutMs: 10_000,
      retry: { attempts: 6, firstWaitMs: 100, longestWaitMs: 5_000 },
      onRetry: ({ error }) => onRetry(error),
      fetch: (input, init) => {
        const url = new URL(String(input))
        url.host = new URL(place.services[randomInt(place.services.length)] ?? '').host
        return fetch(url, init)
      },
    })
  }
}
export type Clients = ReturnType<typeof clientsOf>

const audience = 'https://penerusan.example/v1'

/** Asks until there is an answer that says what came of it; `ask` asks for the same each time. */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer>,
  onOutage: (error: Error) => void = () => {},
): Promise<Answer> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isOutage(error)) throw error
      onOutage(error)
      await delay(100 + Math.random() * 900)
    }
  }
}

function isOutage(error: unknown): error is Error {
  if (error instanceof NoAnswer) return true
  if (!(error instanceof ProblemError || error instanceof UnexpectedAnswer)) return false
  return error.status >= 500 || [401, 408, 429].includes(error.status) || codeOf(error) === 'request-in-progress'
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof ProblemError ? error.code : undefined
}

/** A process of the bench ends with whoever started it. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit())
}
