import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import type { ExpectedDigests } from '../vault/vault.ts'
import { bodyOf } from './long-bodies.ts'
import { parseStrictJson } from './strict-json.ts'

export const mostMetadataBytes = 64 * 1024
export const longestFileName = 255
const shape = 'A form has two parts in this order: metadata (JSON) and file.'

/** The file of a form, as it arrives. What the sender says of it is not to be believed. */
export type FormFile = {
  readonly bytes: AsyncIterable<Uint8Array>
  readonly mediaType: string
  /** The last part of the name, without what could lead a reader astray; null when nothing is left. */
  readonly fileName: string | null
}

/**
 * Reads a `multipart/form-data` body (RFC 7578) of two parts, in this order: `metadata`, JSON, and `file`. `take` gets the
 * metadata first, so that it can refuse before the file is read, and must read the file to its end. Throws
 * `invalid-request` for any other form, `digest-mismatch` when the body is not what `expected` says; whether it throws or
 * not, `take` has ended by then.
 */
export async function readFormUpload<Result>(
  request: FastifyRequest,
  expected: ExpectedDigests | undefined,
  take: (metadata: unknown, file: FormFile) => Promise<Result>,
): Promise<Result> {
  const form = openForm(request.headers['content-type'] ?? '')
  const { taken, takerEnded } = takeParts(form, take)
  const fed = feed(form, request, expected)
  // Whoever fails first ends the other: a refused file stops the reading, a broken connection fails the file.
  fed.catch(error => form.destroy(error))
  taken.catch(() => form.destroy())
  const [taking, feeding] = await Promise.allSettled([taken, fed])
  // It may have the whole file and still be storing it, for a form that is refused already.
  await takerEnded()
  // What broke the reading off is the cause; what the taker made of the loose end is not.
  if (feeding.status === 'rejected') throw feeding.reason
  if (taking.status === 'rejected') throw taking.reason
  return taking.value
}

function openForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // Everything as bytes: as text, what is not UTF-8 would be replaced without a word.
      isPartAFile: () => true,
      limits: { parts: 2, fields: 0, files: 2, fieldNameSize: 20, headerPairs: 10, headerSize: 4096 },
    })
  } catch (cause) {
    throw new Problem('invalid-request', { errors: [{ pointer: 'header/content-type', code: 'boundary' }], cause })
  }
}

/**
 * The parser calls back as it meets the parts. `taken` settles when the taker has, or as soon as the form turns out to be
 * another; `takerEnded` resolves when the taker, if it was called, has settled.
 */
function takeParts<Result>(
  form: BusboyInstance,
  take: (metadata: unknown, file: FormFile) => Promise<Result>,
): { taken: Promise<Result>; takerEnded: () => Promise<void> } {
  let work: Promise<Result> | undefined
  const taken = new Promise<Result>((resolve, reject) => {
    let metadata: Promise<unknown> | undefined
    const wrong = (pointer: string, code: string) =>
      reject(new Problem('invalid-request', { errors: [{ pointer, code }], detail: shape }))

    form.on('error', error => reject(malformed(error)))
    form.on('finish', () => work ?? wrong(metadata === undefined ? '/metadata' : '/file', 'required'))
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      form.on(limit, () => wrong('', 'unexpected-part'))
    }
    form.on('file', (name, bytes, fileName, _encoding, mediaType) => {
      // The parser forgets its parts when it is destroyed: without this they would never end.
      form.on('close', () => bytes.destroy(form.errored ?? undefined))
      bytes.on('error', () => {})
      if (name === 'metadata' && metadata === undefined) {
        metadata = readMetadata(wellFormed(bytes))
        metadata.catch(reject)
        return
      }
      if (name !== 'file') return wrong('', 'unexpected-part')
      if (metadata === undefined) return wrong('/metadata', 'first')
      if (work !== undefined) return wrong('', 'unexpected-part')
      work = metadata.then(value =>
        take(value, { bytes: wellFormed(bytes), mediaType: tamed(mediaType), fileName: tamedName(fileName) }),
      )
      work.then(resolve, reject)
    })
  })
  const takerEnded = async () => {
    await Promise.allSettled([work])
  }
  return { taken, takerEnded }
}

/** A part that ends before its boundary is a fault of the form, whatever the parser calls it. */
async function* wellFormed(part: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* part
  } catch (error) {
    throw malformed(error)
  }
}

function malformed(cause: unknown): Problem {
  return cause instanceof Problem
    ? cause
    : new Problem('invalid-request', { errors: [{ pointer: '', code: 'multipart' }], detail: shape, cause })
}

async function readMetadata(bytes: AsyncIterable<Buffer>): Promise<unknown> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of bytes) {
    length += piece.length
    if (length > mostMetadataBytes) {
      throw new Problem('invalid-request', {
        errors: [{ pointer: '/metadata', code: 'too-large' }],
        detail: `The metadata has at most ${mostMetadataBytes} bytes.`,
      })
    }
    pieces.push(piece)
  }
  return parseStrictJson(Buffer.concat(pieces), { pointer: '/metadata', called: 'The metadata' })
}

/** Gives the body to the parser piece by piece, and compares it as a whole with what was announced. */
async function feed(
  form: BusboyInstance,
  request: FastifyRequest,
  expected: ExpectedDigests | undefined,
): Promise<void> {
  const hashes = [
    ...(expected?.sha256 ? [{ hash: createHash('sha256'), wanted: expected.sha256 }] : []),
    ...(expected?.sha512 ? [{ hash: createHash('sha512'), wanted: expected.sha512 }] : []),
  ]
  const closed = once(form, 'close').catch(() => {})
  for await (const piece of bodyOf(request)) {
    for (const { hash } of hashes) hash.update(piece)
    if (form.destroyed) return
    if (!form.write(piece)) await Promise.race([once(form, 'drain').catch(() => {}), closed])
  }
  for (const { hash, wanted } of hashes) {
    if (!timingSafeEqual(hash.digest(), wanted)) throw digestMismatch('header/content-digest')
  }
  form.end()
}

export function digestMismatch(pointer: string): Problem {
  return new Problem('digest-mismatch', {
    errors: [{ pointer, code: 'digest' }],
    ...(pointer.startsWith('header/') && {
      detail: 'The header covers the whole body (RFC 9530). For the file alone, say contentDigest in the metadata.',
    }),
  })
}

function tamed(mediaType: string): string {
  const type = mediaType.toLowerCase()
  return /^[a-z0-9!#$&^_.+-]{1,63}\/[a-z0-9!#$&^_.+-]{1,63}$/.test(type) ? type : 'application/octet-stream'
}

/** Never a path, never a control character, nothing that turns the direction of what follows. */
function tamedName(name: string | undefined): string | null {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? ''
  const readable = last.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim()
  return readable === '' || readable === '.' || readable === '..'
    ? null
    : [...readable].slice(0, longestFileName).join('')
}
