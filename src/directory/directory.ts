import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import Type, { type Static } from 'typebox'
import { readCheckedJson } from '../checked-json.ts'
import { ConfigError } from '../config.ts'
import { type AgencyId, type Mandate, type MandateKind, mandateKinds } from '../domain/agencies.ts'
import type { Agreement } from '../domain/agreements.ts'
import { type Confidence, confidences } from '../domain/catalogue.ts'
import { overlaps } from '../domain/intervals.ts'
import { isMoved, movedStatuses, type Succession } from '../domain/succession.ts'
import { isHandoverMoved, movedHandoverStatuses, type TrackSuccession } from '../domain/track-succession.ts'
import { isRealDate } from '../domain/written-time.ts'
import { checkAgreements, checkSuccessions } from './succession-orders.ts'

/** The founding agreement: KASN holds `merit-supervision` with no end. Used when no other file is named. */
export const foundingDirectory = fileURLToPath(new URL('founding.json', import.meta.url))

/** The real succession: KASN until 24 August 2024, BKN from that day. */
export const successionDirectory = fileURLToPath(new URL('succession.json', import.meta.url))

export const agencyKinds = [
  'ministry', // kementerian
  'government-agency', // lembaga pemerintah nonkementerian
  'independent-body', // lembaga nonstruktural, penyelenggara Pemilu
  'province',
  'regency',
  'city',
] as const
export type AgencyKind = (typeof agencyKinds)[number]

/**
 * Signature algorithms by their registered names (RFC 7518, 8037). `Ed25519` is the fully specified name of what
 * `EdDSA` means here (RFC 9864); an issuer may use either.
 */
export const signatureAlgorithms = ['EdDSA', 'Ed25519', 'ES256', 'RS256', 'PS256'] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

/** What an issuer's tokens must be bound to; `none`: a bearer token does, though a bound one still needs its proof. */
export const senderConstraints = ['none', 'dpop', 'mtls', 'any'] as const
export type SenderConstraint = (typeof senderConstraints)[number]

export type Agency = {
  readonly id: AgencyId
  readonly name: { readonly id: string; readonly en: string }
  readonly kind: AgencyKind
  /** Who receives a matter in which this agency itself is implicated. */
  readonly higherAuthority: AgencyId | null
}

export type DirectoryMandate = Mandate & { readonly confidence: Confidence }
export type DirectoryAgreement = Agreement & { readonly confidence: Confidence }
export type DirectorySuccession = (Succession | TrackSuccession) & { readonly confidence: Confidence }

/** Who may sign access tokens for an agency, and where the public keys are published. */
export type Issuer = {
  /** The exact `iss` of its tokens. */
  readonly issuer: string
  readonly agency: AgencyId
  readonly keys:
    | { readonly kind: 'url'; readonly url: string }
    /** Where the issuer's own metadata says (RFC 8414, OpenID Connect Discovery). */
    | { readonly kind: 'discovery' }
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'local' }
  readonly algorithms: readonly SignatureAlgorithm[]
  readonly senderConstraint: SenderConstraint
  /** Clients that are systems though their tokens have another `sub`, as of a service account. */
  readonly clients: readonly string[]
}

export type Directory = {
  readonly agencies: readonly Agency[]
  readonly mandates: readonly DirectoryMandate[]
  readonly agreements: readonly DirectoryAgreement[]
  readonly successions: readonly DirectorySuccession[]
  readonly issuers: readonly Issuer[]
}

/**
 * Reads and checks an agencies file.
 *
 * @throws {ConfigError} one line that names the file, the JSON Pointer (RFC 6901) of the place, and what is wrong there
 */
export function readDirectory(path: string): Directory {
  const refuse: Refuse = (pointer, fault) => {
    throw new ConfigError(`agencies file ${path}: ${pointer === '' ? '' : `${pointer}: `}${fault}`)
  }
  const file = readCheckedJson(path, DirectoryFile, refuse, ({ keyword }) =>
    /^(min|max)Properties$/.test(keyword) ? 'must name exactly one of url, file, discovery, local' : undefined,
  )
  checkAgencies(file, refuse)
  checkMandates(file, refuse)
  checkAgreements(file, refuse)
  checkSuccessions(file, refuse)
  return {
    agencies: file.agencies.map(agency => ({
      ...agency,
      id: toAgencyId(agency.id),
      higherAuthority: agency.higherAuthority === null ? null : toAgencyId(agency.higherAuthority),
    })),
    mandates: file.mandates.map(mandate => ({
      ...mandate,
      agency: toAgencyId(mandate.agency),
      newMatters: mandate.newMatters ?? true,
    })),
    agreements: file.agreements.map(agreement => ({
      ...agreement,
      sender: toAgencyId(agreement.sender),
      receiver: toAgencyId(agreement.receiver),
    })),
    successions: (file.successions ?? []).map(toSuccession),
    issuers: toIssuers(file, dirname(path), refuse),
  }
}

function toSuccession(row: NonNullable<DirectoryFile['successions']>[number]): DirectorySuccession {
  const agencies = { from: toAgencyId(row.from), begun: toAgencyId(row.begun), notBegun: toAgencyId(row.notBegun) }
  const { mandate, begunStatuses } = row
  return mandate === 'merit-supervision'
    ? { ...row, ...agencies, mandate, begunStatuses: begunStatuses.filter(isMoved) }
    : { ...row, ...agencies, mandate, begunStatuses: begunStatuses.filter(isHandoverMoved) }
}

export type Refuse = (pointer: string, fault: string) => never

const Closed = { additionalProperties: false }
const Identifier = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 40 })
const Text = Type.String({ minLength: 1, maxLength: 300 })
const DateText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

const DirectoryFile = Type.Object(
  {
    agencies: Type.Array(
      Type.Object(
        {
          id: Identifier,
          name: Type.Object({ id: Text, en: Text }, Closed),
          kind: Type.Enum([...agencyKinds]),
          higherAuthority: Type.Union([Identifier, Type.Null()]),
        },
        Closed,
      ),
      { minItems: 1 },
    ),
    mandates: Type.Array(
      Type.Object(
        {
          agency: Identifier,
          mandate: Type.Enum([...mandateKinds]),
          from: DateText,
          to: Type.Union([DateText, Type.Null()]),
          legalBasis: Text,
          confidence: Type.Enum([...confidences]),
          newMatters: Type.Optional(Type.Boolean()),
        },
        Closed,
      ),
    ),
    agreements: Type.Array(
      Type.Object(
        {
          code: Identifier,
          sender: Identifier,
          receiver: Identifier,
          purpose: Text,
          from: DateText,
          to: Type.Union([DateText, Type.Null()]),
          legalBasis: Text,
          confidence: Type.Enum([...confidences]),
        },
        Closed,
      ),
    ),
    successions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            code: Identifier,
            mandate: Type.Enum(['merit-supervision', 'election-supervision']),
            from: Identifier,
            takesEffectOn: DateText,
            legalBasis: Text,
            begun: Identifier,
            notBegun: Identifier,
            begunStatuses: Type.Array(Type.Enum([...new Set([...movedStatuses, ...movedHandoverStatuses])]), {
              uniqueItems: true,
            }),
            confidence: Type.Enum([...confidences]),
          },
          Closed,
        ),
      ),
    ),
    issuers: Type.Array(
      Type.Object(
        {
          issuer: Text,
          agency: Identifier,
          keys: Type.Object(
            {
              url: Type.Optional(Text),
              discovery: Type.Optional(Type.Literal(true)),
              file: Type.Optional(Text),
              local: Type.Optional(Type.Literal(true)),
            },
            { ...Closed, minProperties: 1, maxProperties: 1 },
          ),
          algorithms: Type.Optional(
            Type.Array(Type.Enum([...signatureAlgorithms]), { minItems: 1, uniqueItems: true }),
          ),
          senderConstraint: Type.Optional(Type.Enum([...senderConstraints])),
          clients: Type.Optional(Type.Array(Text, { maxItems: 1000, uniqueItems: true })),
        },
        Closed,
      ),
    ),
  },
  Closed,
)
export type DirectoryFile = Static<typeof DirectoryFile>

function checkAgencies({ agencies }: DirectoryFile, refuse: Refuse): void {
  const higherAuthorities = new Map<string, string | null>()
  for (const [i, { id, higherAuthority }] of agencies.entries()) {
    if (higherAuthorities.has(id)) refuse(`/agencies/${i}/id`, `${id} is already an agency of this file`)
    higherAuthorities.set(id, higherAuthority)
  }
  for (const [i, { id, higherAuthority }] of agencies.entries()) {
    const pointer = `/agencies/${i}/higherAuthority`
    if (higherAuthority !== null && !higherAuthorities.has(higherAuthority)) {
      refuse(pointer, `${higherAuthority} is not an agency of this file`)
    }
    const passed = new Set([id])
    for (let above = higherAuthority; above !== null; above = higherAuthorities.get(above) ?? null) {
      if (passed.has(above)) refuse(pointer, `the way up from ${id} comes back to ${above}`)
      passed.add(above)
    }
  }
}

/** Duties that only one agency at a time can have, but for finishing what it has. */
const exclusiveMandates: readonly MandateKind[] = ['merit-supervision']

function checkMandates({ agencies, mandates }: DirectoryFile, refuse: Refuse): void {
  for (const [i, row] of mandates.entries()) {
    if (!agencies.some(({ id }) => id === row.agency)) {
      refuse(`/mandates/${i}/agency`, `${row.agency} is not an agency of this file`)
    }
    if (!isRealDate(row.from)) refuse(`/mandates/${i}/from`, `there is no day ${row.from}`)
    if (row.to !== null && !isRealDate(row.to)) refuse(`/mandates/${i}/to`, `there is no day ${row.to}`)
    if (row.to !== null && row.to <= row.from) {
      refuse(`/mandates/${i}/to`, `must be after ${row.from}, for the day itself is not included`)
    }
    const earlier = mandates
      .slice(0, i)
      .findIndex(
        other =>
          other.mandate === row.mandate &&
          (other.agency === row.agency || (exclusiveMandates.includes(row.mandate) && takeNew(other, row))) &&
          overlaps(other, row),
      )
    if (earlier !== -1) {
      refuse(`/mandates/${i}`, `${row.mandate} already has a holder in that time, see /mandates/${earlier}`)
    }
  }
}

function takeNew(...rows: readonly { readonly newMatters?: boolean }[]): boolean {
  return rows.every(({ newMatters }) => newMatters !== false)
}

function toIssuers({ agencies, issuers }: DirectoryFile, folder: string, refuse: Refuse): Issuer[] {
  const seen = new Set<string>()
  return issuers.map(({ issuer, agency, keys, algorithms, senderConstraint, clients }, i) => {
    const at = `/issuers/${i}`
    if (seen.has(issuer)) refuse(`${at}/issuer`, `${issuer} is already an issuer of this file`)
    seen.add(issuer)
    if (!agencies.some(({ id }) => id === agency)) refuse(`${at}/agency`, `${agency} is not an agency of this file`)
    // RFC 8414, section 2: an issuer identifier has neither query nor fragment.
    if (!isTrustworthyUrl(issuer) || /[?#]/.test(issuer)) {
      refuse(`${at}/issuer`, 'must be an https URL without query and fragment (http only on this machine)')
    }
    return {
      issuer,
      agency: toAgencyId(agency),
      keys: toKeyPlace(keys, folder, (pointer, fault) => refuse(`${at}/keys${pointer}`, fault)),
      algorithms: algorithms ?? signatureAlgorithms,
      // A local issuer is for trying out; from any other, a token that whoever finds it can use must be asked for.
      senderConstraint: senderConstraint ?? (keys.local === true ? 'none' : 'any'),
      clients: clients ?? [],
    }
  })
}

function toKeyPlace(keys: DirectoryFile['issuers'][number]['keys'], folder: string, refuse: Refuse): Issuer['keys'] {
  if (keys.url !== undefined) {
    if (!isTrustworthyUrl(keys.url)) refuse('/url', 'must be an https URL (http only on this machine)')
    return { kind: 'url', url: keys.url }
  }
  if (keys.file !== undefined) {
    const path = resolve(folder, keys.file)
    try {
      accessSync(path, constants.R_OK)
    } catch {
      refuse('/file', `${path} cannot be read`)
    }
    return { kind: 'file', path }
  }
  if (keys.discovery !== undefined) return { kind: 'discovery' }
  return { kind: 'local' }
}

/** Whether keys may come from there: over a network without TLS they could be anybody's. */
export function isTrustworthyUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** The one place where a checked name becomes an agency. */
function toAgencyId(id: string): AgencyId {
  return id as AgencyId
}
