import { accessSync, constants, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'

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
  {
    name: 'CATALOGUE_FOLDER',
    default: undefined,
    meaning:
      'A folder with the catalogues of the law, one JSON file each; without it, those that ship with the service',
  },
  { name: 'LOG_LEVEL', default: 'info', meaning: 'The least important log line to write: fatal to trace, or silent' },
  { name: 'NODE_ENV', default: 'development', meaning: 'development, production (refuses the local issuers) or test' },
  {
    name: 'AUDIENCE',
    default: 'https://penerusan.example/v1',
    meaning: 'This API as tokens must name it in `aud`; an absolute URI',
  },
  {
    name: 'PUBLIC_URL',
    default: undefined,
    meaning:
      'Where clients reach this API, as DPoP proofs must name it: scheme, host and port; without it, those of `AUDIENCE`',
  },
  {
    name: 'DPOP_NONCE',
    default: 'off',
    meaning: 'Whether DPoP proofs must carry a nonce of this server: `required` or `off`',
  },
  { name: 'TLS_CERT', default: undefined, meaning: 'A PEM file with the certificate chain, to speak TLS itself' },
  { name: 'TLS_KEY', default: undefined, meaning: 'The PEM file with its private key; set both or neither' },
  {
    name: 'CLIENT_CERT_PROXY',
    default: undefined,
    meaning:
      'The IP addresses, separated by commas, of proxies that end TLS and pass the client’s certificate on; nobody else is believed',
  },
  {
    name: 'CLIENT_CERT_HEADER',
    default: 'Client-Cert',
    meaning: 'The header in which they pass it, written as RFC 9440 says',
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
    name: 'REPORTER_KEYS',
    default: undefined,
    meaning:
      'Another such file, with the keys that wrap the keys of reporters; without it (not in production) one is made in `DATA_DIR`',
  },
  {
    name: 'WEBHOOK_KEYS',
    default: undefined,
    meaning:
      'A third such file, with the keys that wrap what signs webhooks; without it (not in production) one is made in `DATA_DIR`',
  },
  {
    name: 'WEBHOOK_HOSTS',
    default: undefined,
    meaning:
      'The hosts that webhooks may lead to, separated by commas, each with its subdomains (`go.id`); without it, any that is public',
  },
  {
    name: 'WEBHOOK_LOOPBACK',
    default: 'off',
    meaning:
      'Whether webhooks may lead to this machine, by http too: `on` for sandboxes and tests (refused in production), or `off`',
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
    name: 'RATE_LIMIT',
    default: '30000',
    meaning: 'Units per minute that each agency may use; a request takes the cost of its operation',
  },
  { name: 'RATE_LIMIT_PERSON', default: '6000', meaning: 'Units of them for each person, or client of an agency' },
  {
    name: 'RATE_LIMIT_ADDRESS',
    default: '600',
    meaning: 'Requests per minute from one address without an accepted token',
  },
  { name: 'HARVEST_LIMIT', default: '300', meaning: 'Different cases that one person may open in an hour' },
  {
    name: 'TRUSTED_PROXIES',
    default: undefined,
    meaning:
      'Addresses and networks, with commas between, of the proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; without it, none',
  },
  {
    name: 'EMERGENCY_MINUTES',
    default: '15',
    meaning: 'How long an emergency access lasts, in minutes; at most 15',
  },
] as const satisfies readonly { name: string; default: string | undefined; meaning: string }[]

export type VariableName = (typeof variables)[number]['name']

/** The service cannot start as configured. The message is the one line the operator reads; it never holds a password. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** What counts where a variable is not set. */
export function defaultOf(name: VariableName): string | undefined {
  return variables.find(variable => variable.name === name)?.default
}

/** The value as a whole number within bounds. */
export function wholeNumber(name: VariableName, value: string, least: number, most: number): number {
  const number = Number(value)
  if (!/^\d{1,16}$/.test(value) || number < least || number > most) {
    refuse(name, `must be a whole number from ${least} to ${most}, not ${quoted(value)}`)
  }
  return number
}

/** The value, if it is one of those allowed. */
export function oneOf<Value extends string>(name: VariableName, value: string, allowed: readonly Value[]): Value {
  return (
    allowed.find(candidate => candidate === value) ??
    refuse(name, `must be one of ${allowed.join(', ')}, not ${quoted(value)}`)
  )
}

/** The value, if it is an absolute URI. */
export function absoluteUri(name: VariableName, value: string): string {
  if (!URL.canParse(value)) refuse(name, `must be an absolute URI, not ${quoted(value)}`)
  return value
}

/** The value, if it is an http or https URL. */
export function webAddress(name: VariableName, value: string): string {
  const url = URL.parse(value)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    refuse(name, `must be an http or https URL, not ${quoted(value)}`)
  }
  return value
}

/** IP addresses and networks with commas between; none when it is not set. */
export function addresses(name: VariableName, value: string | undefined): string[] {
  if (value === undefined) return []
  const listed = value.split(',').map(address => address.trim())
  return listed.every(isAddressOrNetwork)
    ? listed
    : refuse(name, `must be IP addresses or networks, as in 10.0.0.1,10.1.0.0/16, not ${quoted(value)}`)
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return (
    more.length === 0 && bits > 0 && (prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits))
  )
}

/** The absolute path of a file that can be read; undefined when it is not set. */
export function readableFile(name: VariableName, value: string | undefined): string | undefined {
  return readable(name, value, 'a file')
}

/** The absolute path of a folder that can be read; undefined when it is not set. */
export function readableFolder(name: VariableName, value: string | undefined): string | undefined {
  return readable(name, value, 'a folder')
}

function readable(name: VariableName, value: string | undefined, kind: 'a file' | 'a folder'): string | undefined {
  if (value === undefined) return undefined
  const path = resolve(value)
  try {
    accessSync(path, constants.R_OK)
    const found = statSync(path)
    if (kind === 'a file' ? found.isFile() : found.isDirectory()) return path
  } catch (error) {
    throw new ConfigError(`${name} names ${quoted(path)}, which cannot be read`, { cause: error })
  }
  return refuse(name, `names ${quoted(path)}, which is not ${kind}`)
}

/** Throws ConfigError, naming the variable. */
export function refuse(name: VariableName, why: string): never {
  throw new ConfigError(`${name} ${why}`)
}

/** JSON quoting keeps a value with line breaks on the one line. */
export function quoted(value: string): string {
  return JSON.stringify(value)
}
