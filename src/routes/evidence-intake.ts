import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Office, type Reply, replayed } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { type Arrived, addEvidence, admitEvidence } from '../acts/add-evidence.ts'
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
import { DigestMismatch, type ExpectedDigests } from '../vault/vault.ts'
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
        description: 'The bytes. Its name and type are noted and not believed.',
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
  if (announced > (isForm ? limits.maxBytes + formOverheadBytes : mostJsonBytes)) throw new Problem('content-too-large')
  const expected = field === undefined ? undefined : parseContentDigest(String(field), 'header/content-digest')
  const answered = await admitEvidence(office, askedOf(request), violationId, {
    bytes: isForm ? announced : 0,
    quota: limits.quotaBytes,
  })
  return isForm
    ? takeInForm(intake, request, violationId, expected)
    : takeInUpload(intake, request, violationId, expected, answered)
}

async function takeInForm(
  { office, limits }: Intake,
  request: FastifyRequest,
  violationId: ViolationId,
  expected: ExpectedDigests | undefined,
): Promise<Reply> {
  let arrived: Arrived | undefined
  try {
    const body = await readFormUpload(request, expected, async (metadata, { bytes, mediaType, fileName }) => {
      const said = validated(request, described, metadata)
      const stored = await keep(office, request, limits, bytes, said.contentDigest)
      arrived = { description: toDescription(said), declaredType: mediaType, fileName, stored }
      return said
    })
    if (arrived === undefined) throw new Error('a form that was read has a file')
    const { digest } = arrived.stored
    const asked = { ...askedOf(request), fingerprint: fingerprintOf(request, { body: body as JsonValue, digest }) }
    const { quotaBytes: quota } = limits
    const adding = addEvidence(office, asked, violationId, { arrived, quota })
    arrived = undefined
    return await adding
  } finally {
    // The body turned out to be another than announced, after its file had been stored.
    if (arrived !== undefined) await office.vault.discard(arrived.stored)
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
  if (answered !== undefined) return replayed(answered, asked)
  const { actor } = request
  const upload = foundOr404(await uploads.open(actor, body.uploadId))
  if (upload === 'unfinished') throw new Problem(rules['R-EVI-18'].code, { rule: 'R-EVI-18' })
  const stored = await keep(office, request, limits, upload.open(), body.contentDigest)
  const reply = await addEvidence(office, asked, violationId, {
    arrived: {
      description: toDescription(body),
      declaredType: upload.mediaType,
      fileName: upload.fileName,
      stored,
    },
    quota: limits.quotaBytes,
  })
  // What is left of it when this fails expires by itself.
  await uploads
    .forget(actor, body.uploadId)
    .catch(error => request.log.warn({ err: error }, 'an upload was not forgotten'))
  return reply
}

async function keep(
  { vault }: Office,
  request: FastifyRequest,
  { maxBytes }: EvidenceLimits,
  bytes: AsyncIterable<Uint8Array>,
  contentDigest: string | undefined,
) {
  const expected = contentDigest === undefined ? undefined : parseContentDigest(contentDigest, '/contentDigest')
  try {
    return await vault.takeIn(bytes, { owner: request.actor.agency, maxBytes, ...(expected && { expected }) })
  } catch (error) {
    throw error instanceof DigestMismatch ? digestMismatch('/contentDigest') : error
  }
}

function fingerprintOf({ method, routeOptions, params }: FastifyRequest, said: JsonValue): Buffer {
  return requestFingerprint(method, routeOptions.url ?? '', params as Record<string, string>, said)
}
