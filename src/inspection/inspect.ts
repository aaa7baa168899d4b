import { setImmediate as nextTurn } from 'node:timers/promises'
import { findActiveContent } from './active-content.ts'
import { lookIntoArchive } from './archive.ts'
import { ArchiveLedger } from './archive-ledger.ts'
import { readRange } from './byte-reader.ts'
import type { Clamd } from './clamd.ts'
import { findMismatches } from './declared-type.ts'
import { executableKind, isRunnableName } from './executables.ts'
import { type Finding, type Inspectable, type Inspection, type Inspector, ScannerUnavailable } from './inspection.ts'
import { headLength, mediaTypeOf, unknownType } from './media-type.ts'
import { findPolyglots } from './polyglot.ts'

type Options = {
  /** Without one, malware is not looked for. */
  readonly clamd?: Clamd
  /** How long an inspection may take, on top of what its size allows for. */
  readonly timeoutMs?: number
  /** What is expected of storage and scanner together. */
  readonly bytesPerSecond?: number
}

/** The event loop belongs to the requests too: after so many bytes it is their turn. */
const turnLength = 1024 ** 2
const chunkAtMost = 256 * 1024

/**
 * Puts the checks together. Whatever a parser throws on hostile bytes is a finding; what the storage throws is thrown
 * on; and when time is up, it is ScannerUnavailable. So a verdict always means that everything was looked at.
 */
export function createInspector({
  clamd,
  timeoutMs = 60_000,
  bytesPerSecond = 20 * 1024 ** 2,
}: Options = {}): Inspector {
  return {
    async inspect(content, { signal } = {}) {
      signal?.throwIfAborted()
      const ended = new AbortController()
      const { promise: gaveUp, reject } = Promise.withResolvers<never>()
      const giveUp = (reason: unknown) => {
        ended.abort(reason)
        reject(reason)
      }
      const onAbort = () => giveUp(signal?.reason)
      signal?.addEventListener('abort', onAbort, { once: true })
      const allowedMs = timeoutMs + (content.size / bytesPerSecond) * 1000
      const timer = setTimeout(() => giveUp(new ScannerUnavailable('the inspection took too long')), allowedMs)
      try {
        return await Promise.race([inspectAll(watch(content, ended.signal), clamd, ended.signal), gaveUp])
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        // Whatever still runs ends at its next byte.
        ended.abort()
      }
    },
  }
}

async function inspectAll(content: Watched, clamd: Clamd | undefined, signal: AbortSignal): Promise<Inspection> {
  const findings = new Map<string, Finding>()
  const add = (found: readonly Finding[]) => {
    for (const finding of found) findings.set(`${finding.code} ${finding.detail}`, finding)
  }
  /** A check that gives up has found something, unless it was the storage that failed. */
  const check = async (code: Finding['code'], look: () => Promise<readonly Finding[]>) => {
    try {
      add(await look())
    } catch {
      add([{ code, detail: 'the content leads its reader astray' }])
    }
    content.throwFailure()
  }

  const head = await readRange(content, 0, headLength)
  content.throwFailure()
  let mediaType = await mediaTypeOf(head)
  const typeOfBytes = mediaType
  const ledger = new ArchiveLedger(content.size)
  await check('archive-malformed', async () => {
    mediaType = await lookIntoArchive(content, typeOfBytes, ledger)
    return ledger.findings
  })
  // What an archive is shows by what is in it, which is not known of one that was refused.
  const isUnread = ledger.findings.length > 0 && mediaType === 'application/zip'
  add(isUnread ? [] : findMismatches(mediaType, content.declared))
  add(findExecutables(head, content.declared.fileName))
  await check('active-content', () => findActiveContent(content, mediaType))
  await check('polyglot', () => findPolyglots(content, typeOfBytes, head))
  add(await findMalware(content, { clamd, signal, isQuarantined: findings.size > 0 }))
  content.throwFailure()

  return {
    verdict: findings.size === 0 ? 'clean' : 'quarantined',
    mediaType: /^[a-z]+\/[\w.+-]+$/.test(mediaType) ? mediaType : unknownType,
    findings: [...findings.values()],
  }
}

function findExecutables(head: Buffer, fileName: string | null): Finding[] {
  const kind = executableKind(head)
  if (kind !== undefined) return [{ code: 'executable', detail: kind }]
  if (fileName !== null && isRunnableName(fileName))
    return [{ code: 'executable', detail: 'its name makes it a program' }]
  return []
}

type MalwareSearch = {
  readonly clamd: Clamd | undefined
  readonly signal: AbortSignal
  readonly isQuarantined: boolean
}

async function findMalware(content: Watched, { clamd, signal, isQuarantined }: MalwareSearch): Promise<Finding[]> {
  if (clamd === undefined) return []
  try {
    const answer = await clamd.scan(content.open(), { signal })
    return answer.infected ? [{ code: 'malware', detail: answer.signature }] : []
  } catch (error) {
    content.throwFailure()
    // Nothing that a scanner could say would let it out again.
    if (isQuarantined && error instanceof ScannerUnavailable) return []
    throw error
  }
}

type Watched = Inspectable & {
  /** Throws what the storage threw, even if a parser took it for a fault of the content. */
  throwFailure(): void
}

/** Remembers a failure of the storage, ends all reading when told to, and lets others run in between. */
function watch(content: Inspectable, signal: AbortSignal): Watched {
  let failure: { readonly reason: unknown } | undefined
  let untilTurn = turnLength
  return {
    size: content.size,
    declared: content.declared,
    throwFailure() {
      if (failure !== undefined) throw failure.reason
    },
    async *open(range) {
      signal.throwIfAborted()
      const source = content.open(range)[Symbol.asyncIterator]()
      // Not a `for await`: an inflater that fails throws into its source, which is no failure of the storage.
      const next = async () => {
        try {
          return await source.next()
        } catch (reason) {
          failure ??= { reason }
          throw reason
        }
      }
      try {
        for (let step = await next(); step.done !== true; step = await next()) {
          for (let at = 0; at < step.value.byteLength; at += chunkAtMost) {
            const part = step.value.subarray(at, at + chunkAtMost)
            yield part
            untilTurn -= part.byteLength
            if (untilTurn <= 0) {
              untilTurn = turnLength
              await nextTurn()
            }
            signal.throwIfAborted()
          }
        }
      } finally {
        await source.return?.()
      }
    },
  }
}
