import { create as contentDisposition } from 'content-disposition'
import { readContents } from '../db/evidence-contents.ts'
import { type EvidenceLoaded, type EvidencePlace, loadEvidence } from '../db/item-store.ts'
import type { Reader } from '../db/reader.ts'
import type { Act } from '../domain/act.ts'
import { decideEvidence, type Evidence } from '../domain/evidence.ts'
import { effectiveHandling } from '../domain/handling.ts'
import type { EvidenceId } from '../domain/ids.ts'
import { needsPurpose } from '../domain/reading.ts'
import { Rejection } from '../domain/rejection.ts'
import { type ByteRange, parseRange } from '../http/byte-range.ts'
import { toContentDigest } from '../http/content-digest.ts'
import { matchesIfNoneMatch } from '../http/etag.ts'
import { Problem } from '../problems.ts'
import { ObjectMissing } from '../vault/object-store.ts'
import { ContentDamaged } from '../vault/vault.ts'
import { type Asked, assertMandate, assertRemit, type Office, type Reply, refused } from './act-on-case.ts'
import { actOnEvidence, partiesOf, withinOf } from './act-on-evidence.ts'
import { actBySystem } from './system-act.ts'
import { createTurns } from './turns.ts'

/** What of a request decides which bytes are given. */
export type BytesAsked = {
  readonly isHead: boolean
  readonly range: string | undefined
  readonly ifRange: string | undefined
  readonly ifNoneMatch: string | undefined
}

/** The bytes to send with the reply; undefined where there are none to send. */
export type BytesReply = Reply & {
  readonly bytes: AsyncIterable<Uint8Array> | undefined
  /** Lets go of the store. To be called when the answer is over, whether or not the bytes were read. */
  close(): void
  /** Looks at the item once more while they leave. @throws {Problem} when they would not be given out now */
  assertStillGiven(): Promise<void>
}

/** Many may open one item at once, and each is an entry in its one ledger. */
const inTurn = createTurns()

/** Types that a reader may want to recognise by the name of a saved file. */
const extensions: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'video/mp4': '.mp4',
  'video/webm': '.webm',
  'application/pdf': '.pdf',
  'application/zip': '.zip',
  'application/warc': '.warc',
  'multipart/related': '.mhtml',
  'text/html': '.html',
  'text/plain': '.txt',
}

/** Whatever it is, it is saved and not run: no browser shows it with the rights of this origin. */
const contentPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'"

/**
 * Gives out the original (`download`) or the copy that is shown (`view`). It is in the ledger before the first byte leaves;
 * before that, the first piece was read and authenticated. What turns out to be damaged on the way is recorded, and
 * the connection broken off: nobody gets the end of a file that is not what was taken in.
 */
export async function useEvidence(
  office: Office,
  asked: Asked,
  place: EvidencePlace,
  id: EvidenceId,
  use: 'view' | 'download',
  wanted: BytesAsked,
  reader: Reader,
): Promise<BytesReply> {
  let opened: Opened | undefined
  const close = () => opened?.close()
  const commandOf = (loaded: EvidenceLoaded, act: Act) => {
    const range = rangeOf(loaded.evidence.state)
    return {
      type: 'UseEvidence' as const,
      act,
      use,
      within: withinOf(loaded, asked.actor.roles),
      range: range === undefined ? null : `${range.start}-${range.end}`,
    }
  }
  const isUnchanged = (item: Evidence) => matchesIfNoneMatch(wanted.ifNoneMatch, wantedPart(item, use).etag)
  // Ranges are for GET (RFC 9110, section 14.2), and preconditions are looked at before them (section 13.2.2).
  const rangeOf = (item: Evidence) =>
    wanted.isHead || isUnchanged(item) ? undefined : parseRange(wanted.range, wanted.ifRange, wantedPart(item, use))
  const work = () =>
    actOnEvidence(office, asked, place, id, {
      act: actOf(place, use),
      created: 200,
      conditional: false,
      reader,
      assertComplete: loaded => assertPurpose(loaded, reader),
      command: commandOf,
      // Nothing leaves, so there is nothing to put into the ledger.
      unneeded: ({ evidence }) => wanted.isHead || isUnchanged(evidence.state),
      confirm: async loaded => {
        // Decided once more after somebody else's act.
        close()
        opened = await openFirst(office, asked, loaded, use, rangeOf(loaded.evidence.state))
        return opened !== undefined
      },
      reply: loaded => bytesReply(loaded, use, rangeOf(loaded.evidence.state), wanted, asked.actor.agency),
    })
  const reply = await inTurn(id, work).catch(error => {
    close()
    throw error
  })
  return {
    ...reply,
    bytes: opened?.bytes,
    close,
    async assertStillGiven() {
      const { agency, person, operation } = reader
      const loaded = await loadEvidence(office.pools, agency, place, id, { caller: person, operation, key: null })
      if (loaded === undefined) throw new Problem('not-found')
      const name = actOf(place, use)
      const role = assertRemit(name, reader, partiesOf(loaded))
      assertMandate(office, name, { agency, at: loaded.now })
      const act = { kind: asked.actor.kind, agency, person, role, at: loaded.now }
      const decided = decideEvidence(loaded.evidence.state, commandOf(loaded, act))
      if (decided instanceof Rejection) throw refused(decided)
    },
  }
}

function actOf({ copyId, handoverId }: EvidencePlace, use: 'view' | 'download') {
  if (handoverId !== undefined) return use === 'view' ? 'handover-evidence-opening' : 'handover-evidence-download'
  if (copyId !== undefined) return 'copy-evidence-opening'
  return use === 'view' ? 'evidence-opening' : 'evidence-download'
}

function assertPurpose(loaded: EvidenceLoaded, { purpose, roles }: Reader): void {
  const { handling } = withinOf(loaded, roles)
  const { confidentiality } = effectiveHandling(loaded.evidence.state.description, handling)
  if (purpose === null && needsPurpose(confidentiality)) throw new Problem('purpose-required')
}

function wantedPart({ original, copy }: Evidence, use: 'view' | 'download') {
  const { digest, size } = use === 'view' && copy?.kind === 'stripped' ? copy : original
  return { digest, size, etag: `"${digest}"` }
}

function bytesReply(
  { evidence: { state } }: EvidenceLoaded,
  use: 'view' | 'download',
  range: ByteRange | undefined,
  wanted: BytesAsked,
  agency: string,
): Reply {
  const { digest, size, etag } = wantedPart(state, use)
  if (matchesIfNoneMatch(wanted.ifNoneMatch, etag)) return { status: 304, headers: { etag }, body: null }
  const name = agency === state.owner ? state.original.fileName : null
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      etag,
      'content-type': 'application/octet-stream',
      'content-length': String(range === undefined ? size : range.end - range.start + 1),
      ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
      'accept-ranges': 'bytes',
      // Of a part, the digest of the whole is the one that can be known beforehand (RFC 9530, section 3).
      'repr-digest': toContentDigest(digest),
      ...(range === undefined && { 'content-digest': toContentDigest(digest) }),
      'content-disposition': contentDisposition(
        name ?? `bukti-${state.id}${extensions[state.scan?.mediaType ?? ''] ?? ''}`,
      ),
      'content-security-policy': contentPolicy,
    },
    body: null,
  }
}

/** Bytes of which the first piece is read, so that something of the store is held until they end or it is closed. */
type Opened = { readonly bytes: AsyncIterable<Uint8Array>; close(): void }

/** Reads the first piece, so that what cannot be given is known before anything is recorded or sent. */
async function openFirst(
  office: Office,
  asked: Asked,
  loaded: EvidenceLoaded,
  use: 'view' | 'download',
  range: ByteRange | undefined,
): Promise<Opened | undefined> {
  const { state } = loaded.evidence
  const contentId = use === 'view' && state.copy?.kind === 'stripped' ? state.copy.contentId : state.original.contentId
  const [content] = await readContents(office.pools, asked.actor.agency, [contentId])
  // Erased since it was loaded: the next look says so.
  if (content === undefined) return undefined
  const pieces = watched(office, state, office.vault.open(content, range))
  try {
    const first = await pieces.next()
    // What fails while it is closed fails nobody: no byte is wanted any more.
    return { bytes: resumed(first, pieces), close: () => void pieces.return().catch(() => {}) }
  } catch (error) {
    if (isDamage(error)) return undefined
    throw error
  }
}

async function* resumed(
  first: IteratorResult<Uint8Array, void>,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (first.done) return
  yield first.value
  yield* rest
}

/** Records damage in the ledger as soon as it is met. */
async function* watched(
  office: Office,
  { id, owner }: Evidence,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* bytes
  } catch (error) {
    if (isDamage(error)) {
      const found = error instanceof ObjectMissing ? 'missing' : 'damaged'
      await actBySystem(office, 'evidence-scrubber', { agency: owner, id }, act => ({
        type: 'RecordDamage',
        act,
        found,
      }))
    }
    throw error
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof ContentDamaged || error instanceof ObjectMissing
}
