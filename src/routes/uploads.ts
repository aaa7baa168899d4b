import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { v7 as uuidv7 } from 'uuid'
import { assertRemit, type Office, refused } from '../acts/act-on-case.ts'
import { DoorClosed, type UploadRefusal, UploadRefused } from '../db/database-errors.ts'
import { beginUpload, lookAtUpload, readUpload, type UploadHolder, type UploadOnFile } from '../db/uploads.ts'
import { access } from '../domain/access.ts'
import type { UploadId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import { bodyOf, leaveBodiesUnread } from '../http/long-bodies.ts'
import { unsupportedMediaType } from '../http/problem-document.ts'
import { type HeaderSchemas, headerSchemas } from '../http/problem-responses.ts'
import { whenOver } from '../http/when-over.ts'
import { Problem, type ProblemCode } from '../problems.ts'
import { IdInPath } from '../resources/words.ts'
import { appendToUpload, BeyondLength, usualParts } from '../uploads/append-to-upload.ts'
import { createRunningAppends } from '../uploads/running-appends.ts'
import { parseUploadMetadata } from '../uploads/upload-metadata.ts'
import { discardUpload, type Uploads } from '../uploads/uploads.ts'
import { DigestMismatch } from '../vault/vault.ts'
import { readerOf, refusals } from './asked.ts'
import type { EvidenceLimits } from './evidence-intake.ts'

type Needs = { office: Office; uploads: Uploads; limits: EvidenceLimits }

const tusVersion = '1.0.0'
const extensions = 'creation,expiration,termination,checksum'
const octetStream = 'application/offset+octet-stream'
/** Of one person at a time: who begins uploads without end fills nothing but this. */
const mostUploads = 100

const wholeNumber = '^(0|[1-9][0-9]{0,15})$'
const versionHeader = Type.Enum([tusVersion], { type: 'string', description: 'The version of tus you follow.' })
const bytesHeader = (description: string) => ({
  type: 'integer' as const,
  format: 'int64',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description,
})
const answerHeaders = {
  'Upload-Offset': bytesHeader('How many bytes have arrived and are durable. The next PATCH begins there.'),
  'Upload-Length': bytesHeader('How many bytes the whole has.'),
  'Upload-Expires': {
    type: 'string',
    description: 'When it is gone unless something happens to it before (an HTTP date): 24 hours after its last byte.',
    maxLength: 29,
    pattern: '^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$',
  },
  'Upload-Metadata': {
    type: 'string',
    description: 'As you gave it when you began.',
    maxLength: 2000,
    pattern: '^[ -~]+$',
  },
  'Tus-Extension': { type: 'string', description: 'What is supported beyond the core.', enum: [extensions] },
  'Tus-Max-Size': bytesHeader('The largest upload, in bytes.'),
  'Tus-Checksum-Algorithm': { type: 'string', description: 'How a checksum may be made.', enum: ['sha256'] },
} as const satisfies HeaderSchemas

const everyAnswer = { 'Tus-Resumable': headerSchemas['Tus-Resumable'] }
const tags = ['Uploads']
const { roles } = access['evidence-recording']

/** Resumable uploads (tus 1.0.0, https://tus.io/protocols/resumable-upload): the way in for files too large for one request. */
export const uploads: FastifyPluginAsyncTypebox<Needs> = async (app, { office, uploads, limits }) => {
  const { maxBytes, quotaBytes } = limits
  const appends = createRunningAppends()
  leaveBodiesUnread(app)
  app.addHook('preValidation', (request, _reply, done) => {
    checkProtocol(request)
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('tus-resumable', tusVersion)
    done(null, payload)
  })
  app.setErrorHandler(error => {
    throw toProblem(error)
  })

  app.route({
    method: 'OPTIONS',
    url: '/uploads',
    config: { everyAnswer },
    schema: {
      operationId: 'describeUploads',
      summary: 'Describe what uploads can do',
      description: 'Which version of tus is spoken here, with which extensions, and how large an upload may be.',
      tags,
      response: {
        204: nothing('What uploads can do, in headers.', {
          'Tus-Version': headerSchemas['Tus-Version'],
          'Tus-Extension': answerHeaders['Tus-Extension'],
          'Tus-Max-Size': answerHeaders['Tus-Max-Size'],
          'Tus-Checksum-Algorithm': answerHeaders['Tus-Checksum-Algorithm'],
        }),
      },
    },
    async handler(_request, reply) {
      return answer(reply, 204, {
        'tus-version': tusVersion,
        'tus-extension': extensions,
        'tus-max-size': maxBytes,
        'tus-checksum-algorithm': 'sha256',
      })
    },
  })

  app.route({
    method: 'POST',
    url: '/uploads',
    config: {
      roles,
      everyAnswer,
      problems: [
        'tus-version-unsupported',
        'content-too-large',
        'unsupported-media-type',
        'too-many-uploads',
        ...refusals('R-ACC-04', 'R-EVI-17'),
      ],
    },
    schema: {
      operationId: 'createUpload',
      summary: 'Begin an upload',
      description:
        'Begins an upload of a length known in advance; the bytes follow by PATCH to its `Location`, in as many requests and over as many connections as it takes. When it is finished, its id is handed over as evidence. An Idempotency-Key is not needed: repeated by mistake, this leaves an empty upload that expires by itself.',
      tags,
      headers: Type.Object({
        'Tus-Resumable': versionHeader,
        'Upload-Length': Type.String({
          maxLength: 16,
          pattern: '^[1-9][0-9]{0,15}$',
          description: 'How many bytes the whole has; a length that is declared later is not supported.',
          examples: ['734003200'],
        }),
        'Upload-Metadata': Type.Optional(
          Type.String({
            maxLength: 2000,
            pattern: '^[ -~]*$',
            description:
              '`filename` and `filetype`, each with its base64 text, and no other key: `filename dmlkZW8ubXA0,filetype dmlkZW8vbXA0`.',
            examples: ['filename dmlkZW8ubXA0,filetype dmlkZW8vbXA0'],
          }),
        ),
      }),
      response: {
        201: nothing('The upload, begun.', {
          Location: headerSchemas.Location,
          'Upload-Expires': answerHeaders['Upload-Expires'],
        }),
      },
    },
    async handler(request, reply) {
      const length = Number(request.headers['upload-length'])
      const metadata = String(request.headers['upload-metadata'] ?? '')
      if (length > maxBytes) throw tooLarge(`An upload has at most ${maxBytes} bytes.`)
      parseUploadMetadata(metadata)
      const holder = await holderOf(request)
      const id = uuidv7() as UploadId
      const room = { most: mostUploads, quota: quotaBytes }
      const expiresAt = await beginUpload(uploads.pools, holder, { id, length, metadata }, room)
      return answer(reply, 201, { location: `/v1/uploads/${id}`, 'upload-expires': httpDate(expiresAt) })
    },
  })

  app.route({
    method: 'HEAD',
    url: '/uploads/:id',
    config: {
      roles,
      everyAnswer,
      problems: ['tus-version-unsupported', 'upload-expired'],
      swagger: { exposeHeadRoute: true },
    },
    schema: {
      operationId: 'readUpload',
      summary: 'Ask how far an upload has got',
      description:
        'Tells where to go on after a connection broke off, once what arrived on it has been kept. An upload belongs to the person who began it; to everybody else it is not there.',
      tags,
      params: IdInPath,
      headers: Type.Object({ 'Tus-Resumable': versionHeader }),
      response: {
        200: nothing('How far it has got, in headers.', {
          'Upload-Offset': answerHeaders['Upload-Offset'],
          'Upload-Length': answerHeaders['Upload-Length'],
          'Upload-Expires': answerHeaders['Upload-Expires'],
          'Upload-Metadata': answerHeaders['Upload-Metadata'],
        }),
      },
    },
    async handler(request, reply) {
      assertRemit('evidence-recording', request.actor, {})
      const reader = await readerOf(office, request)
      const id = request.params.id as UploadId
      await appends.afterBroken(reader, id)
      const { received, length, expiresAt, metadata } = unexpired(await lookAtUpload(uploads.pools, reader, id))
      return answer(reply, 200, {
        'upload-offset': received,
        'upload-length': length,
        'upload-expires': httpDate(expiresAt),
        ...(metadata === '' ? {} : { 'upload-metadata': metadata }),
      })
    },
  })

  app.route({
    method: 'PATCH',
    url: '/uploads/:id',
    config: {
      roles,
      everyAnswer,
      accepts: [octetStream],
      longBody: {
        schema: {
          type: 'string',
          format: 'binary',
          maxLength: Number.MAX_SAFE_INTEGER,
          contentMediaType: 'application/octet-stream',
          description: 'The bytes from `Upload-Offset` on: all that are missing, or some of them.',
        },
      },
      problems: [
        'tus-version-unsupported',
        'upload-offset-conflict',
        'upload-expired',
        'checksum-mismatch',
        'store-unavailable',
        'store-full',
      ],
    },
    schema: {
      operationId: 'appendToUpload',
      summary: 'Send bytes of an upload',
      description:
        'Appends the body. It may take as long as bytes keep arriving. What has arrived when a connection breaks off, or is kept before something else goes wrong, stays; with `Upload-Checksum` the body is kept as a whole or not at all. Two requests at the same offset: one of them gets 409. After every answer but a 204, and after none, ask with HEAD where it goes on.',
      tags,
      params: IdInPath,
      headers: Type.Object({
        'Tus-Resumable': versionHeader,
        'Upload-Offset': Type.String({
          maxLength: 16,
          pattern: wholeNumber,
          description: 'Where the body begins: the current offset of the upload.',
          examples: ['0'],
        }),
        'Upload-Checksum': Type.Optional(
          Type.String({
            maxLength: 100,
            pattern: '^[a-z0-9-]+ [A-Za-z0-9+/]+=*$',
            description:
              'The SHA-256 of the body: `sha256`, a space, and 32 bytes in base64. Such a body has at most 64 MiB.',
            examples: ['sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
          }),
        ),
      }),
      response: {
        204: nothing('The bytes are durable.', {
          'Upload-Offset': answerHeaders['Upload-Offset'],
          'Upload-Expires': answerHeaders['Upload-Expires'],
        }),
      },
    },
    async handler(request, reply) {
      const { headers } = request
      if (!headers['content-type']?.toLowerCase().startsWith(octetStream)) throw unsupportedMediaType(request)
      const sha256 = checksumOf(headers['upload-checksum'])
      const offset = Number(headers['upload-offset'])
      const holder = await holderOf(request)
      const id = request.params.id as UploadId
      const earlier = appends.afterBroken(holder, id)
      // Who they are was awaited, and the connection may have closed meanwhile.
      const whenLeft = (listener: () => void) => whenOver(reply.raw, listener)
      const appended = await appends.run(holder, id, whenLeft, async () => {
        await earlier
        const upload = await findUpload(request, holder)
        if (offset !== upload.received) {
          throw new Problem('upload-offset-conflict', { detail: `It continues at ${upload.received}.` })
        }
        const missing = upload.length - offset
        const most = sha256 === undefined ? missing : Math.min(missing, usualParts.bytes)
        if (Number(headers['content-length'] ?? 0) > most) throw beyondLength()
        const { offset: end, expiresAt = upload.expiresAt } = await appendToUpload(
          uploads,
          holder,
          id,
          { offset, missing, sha256 },
          bodyOf(request),
        )
        return { end, expiresAt }
      })
      return answer(reply, 204, {
        'upload-offset': appended.end,
        'upload-expires': httpDate(appended.expiresAt),
      })
    },
  })

  app.route({
    method: 'DELETE',
    url: '/uploads/:id',
    config: {
      roles,
      everyAnswer,
      problems: ['tus-version-unsupported', 'unsupported-media-type'],
    },
    schema: {
      operationId: 'endUpload',
      summary: 'Give up an upload',
      description: 'Ends an upload, finished or not, and takes its bytes away.',
      tags,
      params: IdInPath,
      headers: Type.Object({ 'Tus-Resumable': versionHeader }),
      response: { 204: nothing('It is gone.') },
    },
    async handler(request, reply) {
      const holder = await holderOf(request)
      if (!(await discardUpload(uploads, holder, request.params.id as UploadId))) throw new Problem('not-found')
      return answer(reply, 204)
    },
  })

  /** Refused for the role before anything is looked for: so it tells nobody what there is. */
  async function holderOf({ actor }: FastifyRequest): Promise<UploadHolder> {
    assertRemit('evidence-recording', actor, {})
    const person = await office.persons.personOf(actor.agency, actor.issuer, actor.subject)
    return { agency: actor.agency, person }
  }

  async function findUpload({ params }: { params: { id: string } }, holder: UploadHolder): Promise<UploadOnFile> {
    return unexpired(await readUpload(uploads.pools, holder, params.id as UploadId))
  }
}

function unexpired(upload: UploadOnFile | undefined): UploadOnFile {
  if (upload === undefined) throw new Problem('not-found')
  if (upload.expired) throw new Problem('upload-expired')
  return upload
}

/** A success without a body. */
function nothing(description: string, headers: HeaderSchemas = {}) {
  return { type: 'null', description, headers }
}

function answer(reply: FastifyReply, status: number, headers: Record<string, string | number> = {}): FastifyReply {
  return reply.code(status).headers(headers).send()
}

/** What tus knows and this service does not take is refused, never ignored. */
const unsupportedHeaders = ['upload-defer-length', 'upload-concat', 'x-http-method-override']

function checkProtocol({ method, headers }: FastifyRequest): void {
  if (method === 'OPTIONS') return
  // Before anything else of the request is looked at (tus 1.0.0, Tus-Resumable).
  if (headers['tus-resumable'] !== tusVersion) {
    throw new Problem('tus-version-unsupported', { headers: { 'tus-version': tusVersion } })
  }
  const unsupported = unsupportedHeaders.filter(name => headers[name] !== undefined)
  if (unsupported.length > 0) {
    throw new Problem('invalid-request', {
      errors: unsupported.map(name => ({ pointer: `header/${name}`, code: 'unsupported' })),
    })
  }
}

/** The raw SHA-256 of an `Upload-Checksum` header whose form the schema has checked. */
function checksumOf(header: string | string[] | undefined): Buffer | undefined {
  if (header === undefined) return undefined
  const [algorithm, encoded = ''] = String(header).split(' ')
  const digest = Buffer.from(encoded, 'base64')
  const code = algorithm !== 'sha256' ? 'algorithm' : digest.length !== 32 ? 'length' : undefined
  if (code === undefined) return digest
  throw new Problem('invalid-request', { errors: [{ pointer: 'header/upload-checksum', code }] })
}

const refusalCodes: Readonly<Record<UploadRefusal, ProblemCode>> = {
  'no-such-upload': 'not-found',
  'another-offset': 'upload-offset-conflict',
  expired: 'upload-expired',
  'too-many': 'too-many-uploads',
}

function toProblem(error: unknown): unknown {
  if (error instanceof UploadRefused) return new Problem(refusalCodes[error.refusal], { cause: error })
  if (error instanceof DoorClosed && error.refusal === 'not-yours-to-do') return refused(new Rejection('R-ACC-04'))
  if (error instanceof DoorClosed && error.refusal === 'no-room') return refused(new Rejection('R-EVI-17'))
  if (error instanceof DigestMismatch) return new Problem('checksum-mismatch', { cause: error })
  if (error instanceof BeyondLength) return beyondLength(error)
  return error
}

function beyondLength(cause?: unknown): Problem {
  return tooLarge('The body has more bytes than the upload still misses, or with a checksum more than 64 MiB.', cause)
}

function tooLarge(detail: string, cause?: unknown): Problem {
  return new Problem('content-too-large', { detail, cause })
}

function httpDate(time: string): string {
  return new Date(time).toUTCString()
}
