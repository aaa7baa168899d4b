import { type Refusal, type Rule, rules } from './domain/rules.ts'

/**
 * Every error a client can receive, as RFC 9457 problem types, in one place. The code is for programs and never
 * changes; the title is for people; the meaning is what the documentation says about it.
 */
export type ProblemEntry = {
  readonly status: number
  readonly title: { readonly en: string; readonly id: string }
  readonly meaning: string
  /** A type that others define, in place of our own address. */
  readonly type?: string
  /** The numbered rule that refuses with this code, when it is a rule and not HTTP that refuses. */
  readonly rule?: string
}

const httpProblems = {
  'invalid-request': {
    status: 400,
    title: {
      en: 'The request does not match the API description',
      id: 'Permintaan tidak sesuai dengan deskripsi API',
    },
    meaning:
      'A field, a parameter or a header is missing, unknown, or not of the described form. `errors` names each place; nothing was stored.',
  },
  'invalid-json': {
    status: 400,
    title: { en: 'The body is not acceptable JSON', id: 'Isi permintaan bukan JSON yang dapat diterima' },
    meaning:
      'The body, or the metadata of a form, must be a JSON object as I-JSON (RFC 7493) allows it: UTF-8, no repeated names, no lone surrogates, no NUL, integers within ±(2^53 − 1), at most 32 levels deep.',
  },
  'malformed-credentials': {
    status: 400,
    title: { en: 'The Authorization header is malformed', id: 'Header Authorization tidak berbentuk benar' },
    meaning:
      'Send one Authorization header of the form `Bearer <token>` (RFC 6750), or `DPoP <token>` with one proof in a DPoP header (RFC 9449), and no token anywhere else.',
  },
  'idempotency-key-missing': {
    status: 400,
    title: { en: 'An Idempotency-Key header is required', id: 'Header Idempotency-Key wajib disertakan' },
    meaning: 'This operation makes something new. Send an Idempotency-Key so that repeating the request is harmless.',
  },
  'idempotency-key-invalid': {
    status: 400,
    title: { en: 'The Idempotency-Key header is malformed', id: 'Header Idempotency-Key tidak berbentuk benar' },
    meaning:
      'The key is one quoted string of 1 to 255 printable ASCII characters (RFC 9651), for example a UUID in quotes.',
  },
  'cursor-invalid': {
    status: 400,
    title: { en: 'The cursor cannot be used here', id: 'Kursor tidak dapat digunakan di sini' },
    meaning:
      'A cursor works only for the agency, the operation and the filter it was made for, and exactly as it was given out. Start again without it.',
  },
  'digest-unsupported': {
    status: 400,
    title: { en: 'The digest is not made with a supported algorithm', id: 'Algoritma intisari tidak didukung' },
    meaning: '`Content-Digest` (RFC 9530) is read with sha-256 and sha-512; weaker algorithms prove nothing.',
  },
  'digest-mismatch': {
    status: 400,
    title: { en: 'The content is not what its digest says', id: 'Isi tidak sesuai dengan intisarinya' },
    meaning:
      'What arrived has another digest than was announced: it was changed on the way, or the digest is of something else. Nothing was stored.',
  },
  'not-authenticated': {
    status: 401,
    title: { en: 'An access token is required', id: 'Token akses diperlukan' },
    meaning: 'The request carries no access token. Ask the issuer of your own agency for one.',
  },
  'invalid-token': {
    status: 401,
    title: { en: 'The access token is not valid', id: 'Token akses tidak sah' },
    meaning:
      'The token is expired, not yet valid, not meant for this API, not signed by a registered issuer, revoked, or not an access token (RFC 9068); or it is bound to a key or a certificate and was not presented with it.',
  },
  'invalid-dpop-proof': {
    status: 401,
    title: { en: 'The DPoP proof is not valid', id: 'Bukti DPoP tidak sah' },
    meaning:
      'The token is bound to a key. Each request needs one fresh proof of its own (RFC 9449): for this method, this URI and this token, signed with that key, made within the last minute and never used before.',
  },
  'dpop-nonce-required': {
    status: 401,
    title: { en: 'The DPoP proof needs a nonce', id: 'Bukti DPoP memerlukan nonce' },
    meaning: 'Make a new proof with the nonce of the header `DPoP-Nonce` and repeat the request.',
  },
  'role-not-allowed': {
    status: 403,
    title: {
      en: 'The token claims a role its agency may not give',
      id: 'Token memuat peran yang tidak boleh diberikan oleh instansinya',
    },
    meaning:
      'The roles in a token must follow from the mandates its agency holds on that day. The attempt is on record.',
  },
  'not-found': {
    status: 404,
    title: { en: 'There is nothing here that you may see', id: 'Tidak ada apa pun di sini yang boleh Anda lihat' },
    meaning: 'The resource does not exist, or it is not yours to see. The two are deliberately indistinguishable.',
  },
  'no-such-path': {
    status: 404,
    title: { en: 'This API has no such path', id: 'API ini tidak memiliki alamat tersebut' },
    meaning: 'No operation has this path, for anybody. Compare it with the API description.',
  },
  'method-not-allowed': {
    status: 405,
    title: { en: 'This path does not have that method', id: 'Alamat ini tidak melayani metode tersebut' },
    meaning: 'The path exists; the `Allow` header lists the methods it has.',
  },
  'not-acceptable': {
    status: 406,
    title: {
      en: 'The resource has no form you accept',
      id: 'Sumber daya tidak tersedia dalam bentuk yang Anda terima',
    },
    meaning: 'The Accept header excludes the only media type this operation can answer with.',
  },
  'request-timeout': {
    status: 408,
    title: { en: 'The request took too long to arrive', id: 'Permintaan terlalu lama diterima' },
    meaning:
      'Headers or body did not arrive in time and the connection was closed. Nothing was stored, except of an upload: what had arrived is kept, unless it had a checksum, and HEAD tells how much that is.',
  },
  'request-in-progress': {
    status: 409,
    title: {
      en: 'A request with this Idempotency-Key is still running',
      id: 'Permintaan dengan Idempotency-Key ini masih diproses',
    },
    meaning: 'Wait as long as `Retry-After` says, then repeat the same request to receive its result.',
  },
  'upload-offset-conflict': {
    status: 409,
    title: { en: 'The upload continues at another offset', id: 'Unggahan dilanjutkan dari posisi lain' },
    meaning:
      'Something else of it has arrived: HEAD tells the current `Upload-Offset`, from which it goes on. Of this body, only what had been kept before that is part of it.',
  },
  'too-many-uploads': {
    status: 409,
    title: { en: 'You have too many uploads at once', id: 'Anda memiliki terlalu banyak unggahan sekaligus' },
    meaning: 'Hand over or end some of your uploads before you begin another; those that expire no longer count.',
  },
  'upload-expired': {
    status: 410,
    title: { en: 'The upload has expired', id: 'Unggahan telah kedaluwarsa' },
    meaning:
      'Nothing arrived for 24 hours, it was not handed over in that time, or what had arrived was damaged in the store. Begin a new one.',
  },
  'stale-version': {
    status: 412,
    title: { en: 'It changed since you last read it', id: 'Data telah berubah sejak terakhir Anda baca' },
    meaning: 'The ETag in If-Match is not the current one. Read the resource again and decide anew.',
  },
  'tus-version-unsupported': {
    status: 412,
    title: { en: 'This version of tus is not supported', id: 'Versi tus ini tidak didukung' },
    meaning: 'Every request about an upload carries `Tus-Resumable: 1.0.0`; `Tus-Version` lists what is supported.',
  },
  'content-too-large': {
    status: 413,
    title: { en: 'The body is too large', id: 'Isi permintaan terlalu besar' },
    meaning:
      'A JSON body may have at most 1 MiB, a file as much as this server takes (2 GiB unless configured), and an upload no more than it announced.',
  },
  'uri-too-long': {
    status: 414,
    title: { en: 'The path is too long', id: 'Alamat terlalu panjang' },
    meaning: 'A segment of the path is longer than any identifier of this API.',
  },
  'unsupported-media-type': {
    status: 415,
    title: { en: 'The body is not of a supported media type', id: 'Jenis media isi permintaan tidak didukung' },
    meaning:
      'The `Accept` header of the answer (for PATCH also `Accept-Patch`) lists the media types this operation reads. The charset is UTF-8, and no content coding is supported.',
  },
  'range-not-satisfiable': {
    status: 416,
    title: { en: 'Nothing of the content is in that range', id: 'Rentang di luar isi' },
    meaning: '`Content-Range` says how long the content is.',
  },
  'expectation-failed': {
    status: 417,
    title: { en: 'The Expect header cannot be met', id: 'Header Expect tidak dapat dipenuhi' },
    meaning: 'The only expectation this server knows is `100-continue`.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: {
      en: 'This Idempotency-Key was used for another request',
      id: 'Idempotency-Key ini telah dipakai untuk permintaan lain',
    },
    meaning:
      'A key belongs to one request. Use a new key for a new request; to repeat the old one, repeat it unchanged.',
  },
  'precondition-required': {
    status: 428,
    title: { en: 'An If-Match header is required', id: 'Header If-Match wajib disertakan' },
    meaning: 'Send the ETag you last read as If-Match, so that nobody overwrites what they have not seen.',
  },
  'too-many-requests': {
    status: 429,
    title: { en: 'A quota is used up', id: 'Kuota permintaan sudah habis' },
    meaning:
      'A quota of this minute is used up: that of the agency, of the person, or of the address for requests without an accepted token. `violated-policies` names it, `Retry-After` says when to go on.',
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  },
  'too-many-streams': {
    status: 429,
    title: {
      en: 'You or your agency have too many streams open',
      id: 'Anda atau instansi Anda membuka terlalu banyak aliran',
    },
    meaning:
      'Close one of the streams of the feed that you or your agency have open, or read the feed page by page. Half of the places are kept for the agency’s own systems (`integrator`).',
  },
  'harvest-suspected': {
    status: 429,
    title: { en: 'You opened unusually many different cases', id: 'Anda membuka terlalu banyak perkara yang berbeda' },
    meaning:
      'In the last hour this person opened more different cases than anybody needs for their work. Cases opened in that hour stay open to them, further ones do not until `Retry-After`. A client of the agency (its `sub` is its `client_id`) is not counted: a system that fetches whatever a bell names works as one. The attempt is on record.',
    type: 'https://iana.org/assignments/http-problem-types#abnormal-usage-detected',
  },
  'headers-too-large': {
    status: 431,
    title: { en: 'The request headers are too large', id: 'Header permintaan terlalu besar' },
    meaning: 'All headers together, the request line included, may have at most 16 KiB.',
  },
  'checksum-mismatch': {
    status: 460,
    title: {
      en: 'The bytes that arrived are not those that were sent',
      id: 'Bita yang diterima tidak sama dengan yang dikirim',
    },
    meaning: 'The SHA-256 of the body is not the one in `Upload-Checksum`. Nothing of it was kept; send it again.',
  },
  'internal-error': {
    status: 500,
    title: { en: 'Something went wrong on our side', id: 'Terjadi kesalahan di pihak kami' },
    meaning:
      'A fault of the server. Name the `requestId` when you report it; a POST may be repeated with the same key.',
  },
  'not-implemented': {
    status: 501,
    title: { en: 'This server does not know that method', id: 'Server ini tidak mengenal metode tersebut' },
    meaning: 'The request method is none that this API uses anywhere.',
  },
  'database-unavailable': {
    status: 503,
    title: { en: 'The database did not answer in time', id: 'Basis data tidak menjawab tepat waktu' },
    meaning:
      'Whether the request took effect is unknown. Repeat it unchanged, with the same Idempotency-Key or If-Match, after `Retry-After` seconds.',
  },
  'key-source-unavailable': {
    status: 503,
    title: {
      en: "The keys of your token's issuer cannot be reached",
      id: 'Kunci penerbit token Anda tidak dapat dijangkau',
    },
    meaning: 'The token could be neither accepted nor refused. Repeat the request after `Retry-After` seconds.',
  },
  'revocations-unavailable': {
    status: 503,
    title: {
      en: 'Whether your token is revoked cannot be known now',
      id: 'Status pencabutan token Anda tidak dapat diketahui saat ini',
    },
    meaning: 'The token could be neither accepted nor refused. Repeat the request after `Retry-After` seconds.',
  },
  'store-unavailable': {
    status: 503,
    title: { en: 'The evidence store did not answer', id: 'Penyimpanan bukti tidak menjawab' },
    meaning:
      'Nothing was stored or given out. Repeat the request unchanged after `Retry-After` seconds. Of the body of an upload, what had been kept before that stays: HEAD tells where to go on.',
  },
  'evidence-being-checked': {
    status: 503,
    title: { en: 'The evidence is still being re-hashed', id: 'Bukti masih diperiksa ulang keutuhannya' },
    meaning:
      'All evidence that goes is re-hashed before it leaves, and that takes longer than a request waits. Nothing was sent. Repeat the request unchanged after `Retry-After` seconds: what was re-hashed by then counts, so each repetition gets further.',
  },
  'read-not-recorded': {
    status: 503,
    title: { en: 'The read could not be put on record', id: 'Pembacaan tidak dapat dicatat' },
    meaning:
      'Every read of a case is on record before anything is given out, and the record could not be written. Nothing was given out; repeat the request after `Retry-After` seconds.',
  },
  overloaded: {
    status: 503,
    title: { en: 'The server cannot take the request now', id: 'Server sedang tidak dapat menerima permintaan' },
    meaning:
      'The server is starting, stopping or too busy. Whether the request took effect is unknown; repeat it unchanged after `Retry-After` seconds.',
  },
  'store-full': {
    status: 507,
    title: { en: 'There is no room left for evidence', id: 'Ruang penyimpanan bukti habis' },
    meaning:
      'The server keeps some of its disk free for what was promised already. Nothing was stored; tell the operator. Of the body of an upload, what had been kept before that stays: HEAD tells how much that is.',
  },
} as const satisfies Record<string, ProblemEntry>

type HttpProblemCode = keyof typeof httpProblems
type RuleCode = (typeof rules)[keyof typeof rules]['code']
export type ProblemCode = HttpProblemCode | RuleCode

/** 403: visible but not yours to do. 409: not in this state. 422: the content is against a rule. 400: a header is missing. */
const statusOfRefusal: Record<Refusal, number> = { remit: 403, state: 409, content: 422, form: 400 }

const ruleProblems = Object.fromEntries(
  Object.entries<Rule>(rules).map(([id, { code, refusal, title, sentence }]) => [
    code,
    { status: statusOfRefusal[refusal], title, meaning: sentence, rule: id },
  ]),
) as Record<RuleCode, ProblemEntry>

export const problems: Readonly<Record<ProblemCode, ProblemEntry>> = { ...httpProblems, ...ruleProblems }

/** Whether the text is the code of a problem in the catalogue. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}

/** One place where the request fails: a JSON Pointer into the body, or `query/…`, `path/…`, `header/…`. */
export type ProblemPlace = { pointer: string; code: string }

type ProblemOptions = {
  /** For people; may change; never case data. */
  detail?: string | undefined
  rule?: string | undefined
  errors?: readonly ProblemPlace[] | undefined
  allowedActions?: readonly string[] | undefined
  /** The rate limit policies that are exceeded. */
  violatedPolicies?: readonly string[] | undefined
  headers?: Readonly<Record<string, string>> | undefined
  cause?: unknown
}

/** What a problem says of this occurrence has no more characters. */
export const longestDetail = 1_000

/** Thrown outside the domain to answer with a problem document; the HTTP layer renders it, once. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  readonly detail: string | undefined
  readonly rule: string | undefined
  readonly errors: readonly ProblemPlace[] | undefined
  readonly allowedActions: readonly string[] | undefined
  readonly violatedPolicies: readonly string[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    const entry = problems[code]
    super(entry.title.en, { cause: options.cause })
    this.code = code
    this.status = entry.status
    this.detail = options.detail
    this.rule = options.rule ?? entry.rule
    this.errors = options.errors
    this.allowedActions = options.allowedActions
    this.violatedPolicies = options.violatedPolicies
    this.headers = options.headers ?? {}
  }
}
