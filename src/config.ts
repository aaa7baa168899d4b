import { accessSync, constants, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { longestMinutes } from './domain/emergency.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const modes = ['development', 'production', 'test'] as const

/** Every variable the service reads. The table in the README is held to this list. */
export const variables = [
  { name: 'HOST', default: '127.0.0.1', meaning: 'The address to listen on; 0.0.0.0 for every IPv4 address' },
  { name: 'PORT', default: '3000', meaning: 'The port to listen on; 0 for any free one' },
  {
    name: 'DATA_DIR',
    default: './data',
    meaning: 'The folder for the embedded database, its passwords and local keys',
  },
  {
    name: 'DATABASE_URL',
    default: undefined,
    meaning: 'A PostgreSQL server to use instead of the embedded one, as the service user (name ends in _service)',
  },
  {
    name: 'DATABASE_ADMIN_URL',
    default: undefined,
    meaning: 'The same server as a user who may create roles and databases; used for set-up and migration only',
  },
  {
    name: 'AGENCIES',
    default: undefined,
    meaning: 'A JSON file with the agencies, their mandates and token issuers; without it, the founding directory',
  },
  { name: 'LOG_LEVEL', default: 'info', meaning: 'The least important log line to write: fatal to trace, or silent' },
  { name: 'NODE_ENV', default: 'development', meaning: 'development, production (refuses the local issuers) or test' },
  {
    name: 'AUDIENCE',
    default: 'https://penerusan.example/v1',
    meaning: 'This API as tokens must name it in `aud`; an absolute URI',
  },
  {
    name: 'EVIDENCE_STORE',
    default: undefined,
    meaning: 'Where evidence is kept: a folder, or `s3://bucket/prefix`; without it, `evidence` in `DATA_DIR`',
  },
  {
    name: 'EVIDENCE_KEYS',
    default: undefined,
    meaning:
      'The JSON file with the keys that wrap the keys of evidence, the current one first; without it (not in production) one is made in `DATA_DIR`',
  },
  {
    name: 'EVIDENCE_MAX_BYTES',
    default: '2147483648',
    meaning: 'How large one file of evidence may be',
  },
  {
    name: 'EVIDENCE_QUOTA_BYTES',
    default: '1099511627776',
    meaning: 'How much evidence each agency may have in all',
  },
  {
    name: 'EVIDENCE_SCRUB_HOURS',
    default: '24',
    meaning: 'After how many hours stored evidence is re-hashed',
  },
  {
    name: 'CLAMD',
    default: undefined,
    meaning: 'A ClamAV daemon that must find evidence clean too: the path of its socket, or host:port',
  },
  { name: 'S3_ENDPOINT', default: undefined, meaning: 'The S3-compatible server; without it, that of Amazon' },
  { name: 'S3_REGION', default: 'us-east-1', meaning: 'Its region' },
  { name: 'S3_ACCESS_KEY_ID', default: undefined, meaning: 'The key to it; required for an S3 store' },
  { name: 'S3_SECRET_ACCESS_KEY', default: undefined, meaning: 'Its secret; required for an S3 store' },
  {
    name: 'EMERGENCY_MINUTES',
    default: '15',
    meaning: 'How long an emergency access lasts, in minutes; at most 15',
  },
  { name: 'RATE_LIMIT', default: '30000', meaning: 'Requests per minute that each agency may make' },
] as const satisfies readonly { name: string; default: string | undefined; meaning: string }[]

type VariableName = (typeof variables)[number]['name']

/** The service cannot start as configured. The message is the one line the operator reads; it never holds a password. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

export type Config = {
  host: string
  port: number
  /** Absolute. */
  dataDir: string
  /** Undefined: the founding directory that ships with the service. */
  agenciesFile: string | undefined
  database: { kind: 'embedded' } | { kind: 'external'; url: string; adminUrl: string | undefined }
  logLevel: (typeof logLevels)[number]
  mode: (typeof modes)[number]
  audience: string
  rateLimitPerMinute: number
  emergencyMinutes: number
  evidence: {
    store: { kind: 'disk'; folder: string } | ({ kind: 's3' } & S3Place)
    /** Undefined: one in the data folder, made when it is not there. */
    keyFile: string | undefined
    maxBytes: number
    quotaBytes: number
    scrubHours: number
    clamd: string | undefined
  }
}

type S3Place = {
  endpoint: string | undefined
  region: string
  bucket: string
  prefix: string
  accessKeyId: string
  secretAccessKey: string
}

/**
 * Reads and checks the whole configuration; an empty variable counts as not set.
 * Throws ConfigError, naming the variable, at the first value that cannot be used.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const read = (name: VariableName): string | undefined => env[name] || defaultOf(name)
  const required = (name: VariableName): string => read(name) ?? refuse(name, 'must be set')

  return {
    host: host(required('HOST')),
    port: wholeNumber('PORT', required('PORT'), 0, 65_535),
    dataDir: resolve(required('DATA_DIR')),
    agenciesFile: readableFile('AGENCIES', read('AGENCIES')),
    database: database(read('DATABASE_URL'), read('DATABASE_ADMIN_URL')),
    logLevel: oneOf('LOG_LEVEL', required('LOG_LEVEL'), logLevels),
    mode: oneOf('NODE_ENV', required('NODE_ENV'), modes),
    audience: absoluteUri('AUDIENCE', required('AUDIENCE')),
    rateLimitPerMinute: wholeNumber('RATE_LIMIT', required('RATE_LIMIT'), 1, 1_000_000_000),
    emergencyMinutes: wholeNumber('EMERGENCY_MINUTES', required('EMERGENCY_MINUTES'), 1, longestMinutes),
    evidence: evidence(read, required),
  }
}

function evidence(
  read: (name: VariableName) => string | undefined,
  required: (name: VariableName) => string,
): Config['evidence'] {
  const keyFile = readableFile('EVIDENCE_KEYS', read('EVIDENCE_KEYS'))
  const most = Number.MAX_SAFE_INTEGER
  return {
    store: evidenceStore(read('EVIDENCE_STORE') ?? join(required('DATA_DIR'), 'evidence'), read, required),
    keyFile,
    maxBytes: wholeNumber('EVIDENCE_MAX_BYTES', required('EVIDENCE_MAX_BYTES'), 1, most),
    quotaBytes: wholeNumber('EVIDENCE_QUOTA_BYTES', required('EVIDENCE_QUOTA_BYTES'), 1, most),
    scrubHours: wholeNumber('EVIDENCE_SCRUB_HOURS', required('EVIDENCE_SCRUB_HOURS'), 1, 8760),
    clamd: clamdAddress(read('CLAMD')),
  }
}

function evidenceStore(
  place: string,
  read: (name: VariableName) => string | undefined,
  required: (name: VariableName) => string,
): Config['evidence']['store'] {
  if (!place.startsWith('s3://')) return { kind: 'disk', folder: resolve(place) }
  const [, bucket = '', prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9/._-]*))?$/.exec(place) ?? []
  if (bucket === '') refuse('EVIDENCE_STORE', `must be a folder or s3://bucket/prefix, not ${quoted(place)}`)
  const endpoint = read('S3_ENDPOINT')
  return {
    kind: 's3',
    bucket,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    endpoint: endpoint === undefined ? undefined : webAddress('S3_ENDPOINT', endpoint),
    region: region(required('S3_REGION')),
    accessKeyId: required('S3_ACCESS_KEY_ID'),
    secretAccessKey: required('S3_SECRET_ACCESS_KEY'),
  }
}

function region(value: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(value)) refuse('S3_REGION', `must be the name of a region, not ${quoted(value)}`)
  return value
}

function clamdAddress(value: string | undefined): string | undefined {
  if (value !== undefined && !value.startsWith('/') && !/^[^:\s]+:\d{1,5}$/.test(value)) {
    refuse('CLAMD', `must be the path of a socket or host:port, not ${quoted(value)}`)
  }
  return value
}

function defaultOf(name: VariableName): string | undefined {
  return variables.find(variable => variable.name === name)?.default
}

function host(value: string): string {
  if (isIP(value) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)) {
    refuse('HOST', `must be an IP address or a host name, not ${quoted(value)}`)
  }
  return value
}

function wholeNumber(name: VariableName, value: string, least: number, most: number): number {
  const number = Number(value)
  if (!/^\d{1,16}$/.test(value) || number < least || number > most) {
    refuse(name, `must be a whole number from ${least} to ${most}, not ${quoted(value)}`)
  }
  return number
}

function oneOf<Value extends string>(name: VariableName, value: string, allowed: readonly Value[]): Value {
  return (
    allowed.find(candidate => candidate === value) ??
    refuse(name, `must be one of ${allowed.join(', ')}, not ${quoted(value)}`)
  )
}

function absoluteUri(name: VariableName, value: string): string {
  if (!URL.canParse(value)) refuse(name, `must be an absolute URI, not ${quoted(value)}`)
  return value
}

function webAddress(name: VariableName, value: string): string {
  const url = URL.parse(value)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    refuse(name, `must be an http or https URL, not ${quoted(value)}`)
  }
  return value
}

function readableFile(name: VariableName, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const path = resolve(value)
  try {
    accessSync(path, constants.R_OK)
    if (statSync(path).isFile()) return path
  } catch (error) {
    throw new ConfigError(`${name} names ${quoted(path)}, which cannot be read`, { cause: error })
  }
  return refuse(name, `names ${quoted(path)}, which is not a file`)
}

function database(url: string | undefined, adminUrl: string | undefined): Config['database'] {
  if (url === undefined) {
    if (adminUrl !== undefined) refuse('DATABASE_ADMIN_URL', 'is set, but DATABASE_URL is not; set both or neither')
    return { kind: 'embedded' }
  }

  const service = postgresUrl('DATABASE_URL', url)
  if (!/^.+_service$/.test(service.username)) {
    refuse('DATABASE_URL', 'must name a user that ends in _service; the part before it names the other database roles')
  }
  if (service.pathname.length < 2) refuse('DATABASE_URL', 'must name the database, as in postgres://…/penerusan')

  if (adminUrl !== undefined && postgresUrl('DATABASE_ADMIN_URL', adminUrl).username === service.username) {
    refuse('DATABASE_ADMIN_URL', 'must be another user than that of DATABASE_URL')
  }
  return { kind: 'external', url, adminUrl }
}

/** A URL may hold a password, so the refusals do not quote it. */
function postgresUrl(name: VariableName, value: string): URL {
  const url = URL.parse(value)
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol) || url.hostname === '') {
    return refuse(name, 'must be a PostgreSQL URL, as in postgres://user:password@host:5432/database')
  }
  if (url.username === '') refuse(name, 'must name a user, as in postgres://user:password@host:5432/database')
  return url
}

function refuse(name: VariableName, why: string): never {
  throw new ConfigError(`${name} ${why}`)
}

/** JSON quoting keeps a value with line breaks on the one line. */
function quoted(value: string): string {
  return JSON.stringify(value)
}
