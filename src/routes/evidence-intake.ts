import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Office, type Reply, replayed } from '../acts/act-on-case.ts'
import { addEvidence, admitEvidence } from '../acts/add-evidence.ts'
import { givenAgain } from '../acts/given-again.ts'
import type { Actor } from '../auth/actor.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { ViolationId } from '../domain/ids.ts'
import { rules } from '../domain/rules.ts'
import { bytesSchema } from '../http/bytes-response.ts'
import { parseContentDigest } from '../http/content-digest.ts'
import { digestMismatch, readFormUpload } from '../http/form-upload.ts'
import { requestFingerprint } from '../http/idempotency-key.ts'
import { named, ref } from '../http/named-schema.ts'
import { parseStrictJson } from '../http/strict-json.ts'
import { validated } from '../http/validated.ts'
import { wholeBody } from '../http/whole-body.ts'
import { Problem } from '../problems.ts'
import { EvidenceDescriptionInput, toDescription, UploadedEvidenceInput } from '../resources/evidence.ts'
import { closed } from '../resources/words.ts'
import { ObjectMissing } from '../vault/object-store.ts'
import {
  ContentDamaged,
  ContentTooLarge,
  DigestMismatch,
  type ExpectedDigests,
  type StoredContent,
} from '../vault/vault.ts'
import { askedOf } from './asked.ts'

/** Resumable uploads, as far as evidence is made of them. */
export type FinishedUploads = {
  /** The upload of this person; undefined when there is none. */
  open(actor: Actor, id: string): Promise<FinishedUpload | 'unfinished' | undefined>
  /** Takes it away: it has become evidence. */
  forget(actor: Actor, id: string): Promise<void>
}
export type FinishedUpload = {
  readonly mediaType: string
  readonly fileName: string | null
  open(): AsyncIterable<Uint8Array>
}

/** How large one file may be, and how much of them one agency may have in all; in bytes. */
export type EvidenceLimits = { readonly maxBytes: number; readonly quotaBytes: number }

export const formType = 'multipart/form-data'
/** What a form has beside its file. */
const formOverheadBytes = 128 * 1024
const mostJsonBytes = 64 * 1024

export const EvidenceForm = named(
  'EvidenceForm',
  Type.Object(
    {
      metadata: ref(EvidenceDescriptionInput),
      file: Type.Unsafe<string>({
        ...bytesSchema,
        description:
          'The bytes. Its name and type are noted and not believed, and an item is quarantined when one of them contradicts the content: when you are not sure of the type, send `application/octet-stream`.',
      }),
    },
    { ...closed, description: 'A form of two parts, in this order.' },
  ),
)

const described = ref(EvidenceDescriptionInput)
const uploaded = ref(UploadedEvidenceInput)

type Intake = { readonly office: Office; readonly uploads: FinishedUploads; readonly limits: EvidenceLimits }

/** Takes in a request that adds evidence, in whichever of its two forms. */
export async function takeInEvidence(
  intake: Intake,
  request: FastifyRequest,
  violationId: ViolationId,
): Promise<Reply> {
  const { limits, office } = intake
  const { 'content-type': type = '', 'content-length': length = 0, 'content-digest': field } = request.headers
  const isForm = type.split(';', 1)[0]?.trim().toLowerCase() === formType
  const announced = Number(length)
  if (isForm && announced > limits.maxBytes + formOverheadBytes) throw fileTooLarge(limits)
  if (!isForm && announced > mostJsonBytes) throw new Problem('content-too-large')
  const expected = field === undefined ? undefined : parseContentDigest(String(field), 'header/content-digest')
  const answered = await admitEvidence(office, askedOf(request), violationId, {
    bytes: isForm ? announced : 0,
    quota: limits.quotaBytes,
  })
  return isForm
    ? takeInForm(intake, request, violationId, expected, answered)
    : takeInUpload(intake, request, violationId, expected, answered)
}

async function takeInForm(
  { office, limits }: Intake,
  request: FastifyRequest,
  violationId: ViolationId,
  expected: ExpectedDigests | undefined,
  answered: StoredReply | undefined,
): Promise<Reply> {
  let stored: StoredContent | undefined
  try {
    const form = await readFormUpload(request, expected, async (metadata, { bytes, mediaType, fileName }) => {
      const said = validated(request, described, metadata)
      const file = notEmpty(bytes)
      // Answered before, the file only has to be known again: there may be no room for it.
      if (answered === undefined) stored = await keep(office, request, limits, file, said.contentDigest)
      const digest = stored?.digest ?? (await digestOf(file, limits))
      return { said, declaredType: mediaType, fileName, digest }
    })
    const { said, declaredType, fileName, digest } = form
    const sent = { body: said as JsonValue, declaredType, fileName, digest }
    const asked = { ...askedOf(request), fingerprint: fingerprintOf(request, sent) }
    if (answered !== undefined) return givenAgain(office, asked, replayed(answered, asked))
    if (stored === undefined) throw new Error('a form that was read has a file')
    const arrived = { description: toDescription(said), declaredType, fileName, stored }
    const adding = addEvidence(office, asked, violationId, { arrived, quota: limits.quotaBytes })
    stored = undefined
    return await adding
  } finally {
    // The body turned out to be another than announced, after its file had been stored.
    if (stored !== undefined) await office.vault.discard(stored)
  }
}

async function takeInUpload(
  { office, uploads, limits }: Intake,
  request: FastifyRequest,
  violationId: ViolationId,
  expected: ExpectedDigests | undefined,
  answered: StoredReply | undefined,
): Promise<Reply> {
  const body = validated(request, uploaded, parseStrictJson(await wholeBody(request, mostJsonBytes, expected)))
  const asked = { ...askedOf(request), fingerprint: fingerprintOf(request, body as JsonValue) }
  // The upload was used up by then.
  if (answered !== undefined) return givenAgain(office, asked, replayed(answered, asked))
  const { actor } = request
  const upload = await uploads.open(actor, body.uploadId)
  // Not to be taken for the violation.
  if (upload === undefined) throw new Problem('not-found', { errors: [{ pointer: '/uploadId', code: 'unknown' }] })
  if (upload === 'unfinished') throw new Problem(rules['R-EVI-18'].code, { rule: 'R-EVI-18' })
  // What is left of it when this fails expires by itself.
  const forget = () =>
    uploads.forget(actor, body.uploadId).catch(error => request.log.warn({ err: error }, 'an upload was not forgotten'))

  let stored: StoredContent
  try {
    stored = await keep(office, request, limits, upload.open(), body.contentDigest)
  } catch (cause) {
    if (!(cause instanceof ContentDamaged) && !(cause instanceof ObjectMissing)) throw cause
    request.log.error({ err: cause }, 'what arrived of an upload was damaged in the store')
    await forget()
    const detail = 'What arrived was damaged in the store. Begin a new upload.'
    throw new Problem('upload-expired', { detail, errors: [{ pointer: '/uploadId', code: 'damaged' }], cause })
  }
  const reply = await addEvidence(office, asked, violationId, {
    arrived: {
      description: toDescription(body),
      declaredType: upload.mediaType,
      fileName: upload.fileName,
      stored,
    },
    quota: limits.quotaBytes,
  })
  await forget()
  return reply
}

async function keep(
  { vault }: Office,
  request: FastifyRequest,
  limits: EvidenceLimits,
  bytes: AsyncIterable<Uint8Array>,
  contentDigest: string | undefined,
): Promise<StoredContent> {
  const { maxBytes } = limits
  const expected = contentDigest === undefined ? undefined : parseContentDigest(contentDigest, '/contentDigest')
  try {
    return await vault.takeIn(bytes, { owner: request.actor.agency, maxBytes, ...(expected && { expected }) })
  } catch (error) {
    if (error instanceof DigestMismatch) throw digestMismatch('/contentDigest')
    if (error instanceof ContentTooLarge) throw fileTooLarge(limits, error)
    throw error
  }
}

/** The hex SHA-256 of a file that is not kept. */
async function digestOf(bytes: AsyncIterable<Uint8Array>, limits: EvidenceLimits): Promise<string> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > limits.maxBytes) throw fileTooLarge(limits)
    hash.update(piece)
  }
  return hash.digest('hex')
}

async function* notEmpty(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let empty = true
  for await (const piece of bytes) {
    empty &&= piece.length === 0
    yield piece
  }
  if (empty) throw new Problem('invalid-request', { errors: [{ pointer: '/file', code: 'empty' }] })
}

function fileTooLarge({ maxBytes }: EvidenceLimits, cause?: unknown): Problem {
  return new Problem('content-too-large', { detail: `A file has at most ${maxBytes} bytes.`, cause })
}

function fingerprintOf({ method, routeOptions, params }: FastifyRequest, said: JsonValue): Buffer {
  return requestFingerprint(method, routeOptions.url ?? '', params as Record<string, string>, said)
}
