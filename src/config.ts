import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { longestMinutes } from './domain/emergency.ts'
import {
  absoluteUri,
  addresses,
  defaultOf,
  oneOf,
  quoted,
  readableFile,
  readableFolder,
  refuse,
  type VariableName,
  webAddress,
  wholeNumber,
} from './variables.ts'

export { ConfigError } from './variables.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const modes = ['development', 'production', 'test'] as const

export type Config = {
  host: string
  port: number
  /** Absolute. */
  dataDir: string
  /** Undefined: the founding directory that ships with the service. */
  agenciesFile: string | undefined
  /** Undefined: the catalogues that ship with the service. */
  catalogueFolder: string | undefined
  database: { kind: 'embedded' } | { kind: 'external'; url: string; adminUrl: string | undefined }
  logLevel: (typeof logLevels)[number]
  mode: (typeof modes)[number]
  audience: string
  /** An origin. */
  publicUrl: string
  /** Whether DPoP proofs must carry a nonce. */
  dpopNonces: boolean
  /** Absolute paths. */
  tls: { certFile: string; keyFile: string } | undefined
  certificateProxy: { addresses: readonly string[]; header: string } | undefined
  quotas: {
    agencyPerMinute: number
    personPerMinute: number
    addressPerMinute: number
    casesPerHour: number
  }
  /** Addresses and networks. */
  trustedProxies: string[]
  /** Undefined: one in the data folder, made when it is not there. */
  reporterKeyFile: string | undefined
  emergencyMinutes: number
  webhooks: {
    /** Undefined: one in the data folder, made when it is not there. */
    keyFile: string | undefined
    loopback: boolean
    /** Undefined: any. */
    hosts: readonly string[] | undefined
  }
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
    catalogueFolder: readableFolder('CATALOGUE_FOLDER', read('CATALOGUE_FOLDER')),
    database: database(read('DATABASE_URL'), read('DATABASE_ADMIN_URL')),
    logLevel: oneOf('LOG_LEVEL', required('LOG_LEVEL'), logLevels),
    mode: oneOf('NODE_ENV', required('NODE_ENV'), modes),
    audience: absoluteUri('AUDIENCE', required('AUDIENCE')),
    publicUrl: publicUrl(read('PUBLIC_URL'), required('AUDIENCE')),
    dpopNonces: oneOf('DPOP_NONCE', required('DPOP_NONCE'), ['required', 'off']) === 'required',
    tls: tls(readableFile('TLS_CERT', read('TLS_CERT')), readableFile('TLS_KEY', read('TLS_KEY'))),
    certificateProxy: certificateProxy(read('CLIENT_CERT_PROXY'), required('CLIENT_CERT_HEADER')),
    quotas: {
      agencyPerMinute: quota('RATE_LIMIT', required),
      personPerMinute: quota('RATE_LIMIT_PERSON', required),
      addressPerMinute: quota('RATE_LIMIT_ADDRESS', required),
      casesPerHour: quota('HARVEST_LIMIT', required),
    },
    trustedProxies: addresses('TRUSTED_PROXIES', read('TRUSTED_PROXIES')),
    reporterKeyFile: keyFileApart('REPORTER_KEYS', ['EVIDENCE_KEYS'], read),
    emergencyMinutes: wholeNumber('EMERGENCY_MINUTES', required('EMERGENCY_MINUTES'), 1, longestMinutes),
    webhooks: {
      keyFile: keyFileApart('WEBHOOK_KEYS', ['EVIDENCE_KEYS', 'REPORTER_KEYS'], read),
      loopback: oneOf('WEBHOOK_LOOPBACK', required('WEBHOOK_LOOPBACK'), ['on', 'off']) === 'on',
      hosts: hostNames('WEBHOOK_HOSTS', read('WEBHOOK_HOSTS')),
    },
    evidence: evidence(read, required),
  }
}

/** Whoever is given the keys of evidence, for a backup or for another server, is not given who reported, nor what signs. */
function keyFileApart(
  name: VariableName,
  others: readonly VariableName[],
  read: (name: VariableName) => string | undefined,
): string | undefined {
  const file = readableFile(name, read(name))
  for (const other of others) {
    const path = read(other)
    if (file !== undefined && path !== undefined && file === resolve(path)) {
      refuse(name, `must name another file than ${other}`)
    }
  }
  return file
}

function hostNames(name: VariableName, value: string | undefined): string[] | undefined {
  if (value === undefined) return undefined
  const names = value.split(',').map(host => host.trim().toLowerCase())
  const odd = names.find(host => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host))
  if (odd !== undefined) refuse(name, `must be host names separated by commas, not ${quoted(odd)}`)
  return names
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

function quota(name: VariableName, required: (name: VariableName) => string): number {
  return wholeNumber(name, required(name), 1, 1_000_000_000)
}

function host(value: string): string {
  if (isIP(value) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)) {
    refuse('HOST', `must be an IP address or a host name, not ${quoted(value)}`)
  }
  return value
}

function publicUrl(value: string | undefined, audience: string): string {
  if (value === undefined) {
    const { protocol, origin } = new URL(audience)
    if (protocol === 'https:' || protocol === 'http:') return origin
    return refuse('PUBLIC_URL', 'must be set, because AUDIENCE is no http or https URL')
  }
  const url = new URL(webAddress('PUBLIC_URL', value))
  if (url.href !== `${url.origin}/`) refuse('PUBLIC_URL', 'must be scheme, host and port alone')
  return url.origin
}

function tls(certFile: string | undefined, keyFile: string | undefined): Config['tls'] {
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile === undefined) return refuse('TLS_KEY', 'is set, but TLS_CERT is not; set both or neither')
  if (keyFile === undefined) return refuse('TLS_CERT', 'is set, but TLS_KEY is not; set both or neither')
  return { certFile, keyFile }
}

function certificateProxy(value: string | undefined, header: string): Config['certificateProxy'] {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(header)) {
    refuse('CLIENT_CERT_HEADER', `must be the name of a header, not ${quoted(header)}`)
  }
  if (value === undefined) return undefined
  const addresses = value.split(',').map(address => address.trim())
  const odd = addresses.find(address => isIP(address) === 0)
  if (odd !== undefined) refuse('CLIENT_CERT_PROXY', `must be IP addresses separated by commas, not ${quoted(odd)}`)
  return { addresses, header: header.toLowerCase() }
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
