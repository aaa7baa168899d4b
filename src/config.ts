import { accessSync, constants, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'

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
  }
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
  if (!/^\d{1,10}$/.test(value) || number < least || number > most) {
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
