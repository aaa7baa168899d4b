import Type, { type Static } from 'typebox'
import type { EvidenceLoaded } from '../db/item-store.ts'
import { type Caller, type EvidenceAct, evidenceActs } from '../domain/allowed-acts.ts'
import { evidenceStatus, evidenceStatuses, exclusionReasons } from '../domain/evidence.ts'
import {
  collectors,
  type EvidenceDescription,
  informationCredibilities,
  sourceReliabilities,
} from '../domain/evidence-description.ts'
import { effectiveHandling } from '../domain/handling.ts'
import type { EvidenceId, ReferralId, ViolationId } from '../domain/ids.ts'
import { currentVersion } from '../domain/referral.ts'
import { interactions } from '../domain/violation-content.ts'
import { named, ref } from '../http/named-schema.ts'
import { handlingFields } from './handling.ts'
import {
  ActRecord,
  Agency,
  closed,
  count,
  id,
  instant,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  pageOf,
  sha256,
  text,
  toActRecord,
} from './words.ts'

const size = (description: string) =>
  Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description })

const Grade = Type.Object(
  {
    source: oneOf(sourceReliabilities, 'How far the source can be relied upon: A always, E never, F cannot be judged.'),
    information: oneOf(
      informationCredibilities,
      'How far the information can be believed: 1 confirmed, 5 improbable, 6 cannot be judged.',
    ),
  },
  { ...closed, description: 'Grade of source and information, by the Admiralty code.' },
)

const Collection = Type.Object(
  {
    by: oneOf(collectors, 'Who collected it. `reporter` stands for the reporter of the violation, who is never named.'),
    name: Type.Optional(text(200, 'Name or office; never of a reporter.', 'Tim Patroli Siber')),
    at: instant('When it was collected.'),
    place: Type.Optional(text(300, 'Where.', 'Kantor Kominfo, Jakarta')),
    method: text(1000, 'How, and with what.', 'Full-page capture with the browser of the patrol unit.'),
  },
  { ...closed, description: 'Who collected it, when, where and how.' },
)

const CapturedLink = Type.Object(
  {
    url: Type.String({
      format: 'uri',
      pattern: '^https?://',
      maxLength: 2000,
      description: 'The address that was captured.',
      examples: ['https://social.example/posts/88121'],
    }),
    platform: text(100, 'The platform.', 'Instagram'),
    account: Type.Optional(text(200, 'The account that acted.', '@sari.w')),
    interaction: oneOf(interactions, 'What the account did.'),
    capturedAt: instant('When it was on the screen.'),
  },
  { ...closed, description: 'The link of which this is the capture.' },
)

const said = {
  title: text(200, 'What it is, in a few words. Every party reads it.', 'Screenshot of the liked post'),
  grade: Grade,
  collection: Collection,
  ...handlingFields,
}
const described = {
  ...said,
  confidentiality: Type.Optional(said.confidentiality),
  handling: Type.Optional(said.handling),
  link: Type.Optional(CapturedLink),
}

/** RFC 9530, section 2: one or more of the two digests that are not broken. */
const contentDigest = Type.String({
  minLength: 1,
  maxLength: 300,
  pattern: '^[ -~]+$',
  description:
    'What the bytes of the file are, as in the field Content-Digest (RFC 9530): `sha-256=:…:` or `sha-512=:…:`. Compared with what arrives.',
  examples: ['sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'],
})

const example = {
  title: 'Screenshot of the liked post',
  grade: { source: 'B', information: '2' },
  collection: {
    by: 'officer',
    name: 'Tim Patroli Siber',
    at: '2023-12-01T08:05:00+07:00',
    method: 'Full-page capture with the browser of the patrol unit.',
  },
  link: {
    url: 'https://social.example/posts/88121',
    platform: 'Instagram',
    account: '@sari.w',
    interaction: 'like',
    capturedAt: '2023-12-01T08:05:00+07:00',
  },
  handling: ['no-onward-sharing'],
}

export const EvidenceDescriptionInput = named(
  'EvidenceDescriptionInput',
  Type.Object(
    { ...described, contentDigest: Type.Optional(contentDigest) },
    {
      ...closed,
      description: 'What is said about an item. With `link` it is a captured link, and the file is what proves it.',
      examples: [example],
    },
  ),
)

export const UploadedEvidenceInput = named(
  'UploadedEvidenceInput',
  Type.Object(
    {
      ...described,
      contentDigest: Type.Optional(contentDigest),
      uploadId: Type.String({
        format: 'uuid',
        minLength: 36,
        maxLength: 36,
        description: 'A finished resumable upload of your own, see `/v1/uploads`. It is used up.',
      }),
    },
    {
      ...closed,
      description: 'The same, for a file that was uploaded in pieces.',
      examples: [{ ...example, uploadId: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e' }],
    },
  ),
)

export const EvidencePatch = named(
  'EvidencePatch',
  Type.Object(
    {
      title: Type.Optional(said.title),
      grade: Type.Optional(Grade),
      collection: Type.Optional(
        Type.Object(
          {
            by: Type.Optional(Collection.properties.by),
            name: Type.Optional(nullable(text(200, 'Null removes it.', 'Tim Patroli Siber'))),
            at: Type.Optional(Collection.properties.at),
            place: Type.Optional(nullable(text(300, 'Null removes it.', 'Jakarta'))),
            method: Type.Optional(Collection.properties.method),
          },
          closed,
        ),
      ),
      confidentiality: Type.Optional(said.confidentiality),
      handling: Type.Optional(said.handling),
    },
    {
      ...closed,
      minProperties: 1,
      description: 'A JSON Merge Patch (RFC 7396) of what is said about an item. What was captured stays what it is.',
      examples: [{ title: 'Screenshot of the liked post, with the account name', confidentiality: 'limited' }],
    },
  ),
)

export const ExclusionInput = named(
  'ExclusionInput',
  Type.Object(
    {
      reason: oneOf(exclusionReasons, 'The coded reason.'),
      explanation: text(4000, 'In words.', 'A sharper capture has taken its place.'),
    },
    {
      ...closed,
      description: 'Why an item is taken out of the file.',
      examples: [{ reason: 'superseded', explanation: 'A sharper capture has taken its place.' }],
    },
  ),
)

export const ErasureInput = named(
  'ErasureInput',
  Type.Object(
    {
      legalBasis: text(500, 'The law or the schedule that asks for it.', 'UU 27/2022 pasal 44; JRA Kominfo'),
      explanation: text(4000, 'In words.', 'Retention has ended and no case is pending.'),
    },
    {
      ...closed,
      description: 'Why the bytes of an item are destroyed.',
      examples: [
        { legalBasis: 'UU 27/2022 pasal 44; JRA Kominfo', explanation: 'Retention has ended and no case is pending.' },
      ],
    },
  ),
)

const mediaType = Type.String({
  minLength: 3,
  maxLength: 127,
  pattern: '^[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$',
  description: 'A media type.',
  examples: ['image/png'],
})
const fact = Type.Object({ by: ref(ActRecord) }, closed)

const Inspection = Type.Object(
  {
    findings: list(
      Type.Object(
        {
          code: Type.String({
            maxLength: 60,
            pattern: '^[a-z-]+$',
            description:
              'What was found: `malware`, `type-mismatch`, `polyglot`, `archive-bomb`, `archive-malformed`, `active-content` or `executable`.',
          }),
          detail: Type.String({ maxLength: 500, pattern: '^[^\\u0000-\\u001f]*$', description: 'For people.' }),
        },
        closed,
      ),
      100,
      'Why it is quarantined. Only its own agency sees them.',
    ),
    inspectedAt: nullable(instant('When it was inspected.'), 'Null while pending.'),
    fault: nullable(
      Type.String({ maxLength: 64, pattern: '^[a-z-]+$', description: 'What kept the last attempt from an answer.' }),
      'While pending, for its own agency: it is tried again. Null when nothing went wrong.',
    ),
  },
  { ...closed, description: 'What came of the inspection.' },
)

export const EvidenceResource = named(
  'Evidence',
  Type.Object(
    {
      id: id<EvidenceId>('The item.'),
      violationId: id<ViolationId>('The violation it belongs to.'),
      owner: Agency,
      kind: oneOf(['file', 'captured-link'] as const, 'A captured link is a file that proves what was on a screen.'),
      status: oneOf(
        evidenceStatuses,
        'Only what is `clean` is ever given out. Of an `erased` item only the ledger is left.',
      ),
      ...said,
      link: nullable(CapturedLink, 'Null for a file.'),
      effectiveConfidentiality: said.confidentiality,
      effectiveHandling: said.handling,
      digest: sha256('Hex SHA-256 of the original, made by the server.'),
      size: size('Bytes of the original.'),
      mediaType: nullable(mediaType, 'As the bytes say; null while pending.'),
      declaredType: mediaType,
      fileName: nullable(
        Type.String({ maxLength: 255, pattern: '^[^\\u0000-\\u001f]*$', description: 'As it was sent.' }),
        'Only its own agency sees it, because it may say who sent it.',
      ),
      inspection: Inspection,
      copy: nullable(
        Type.Object(
          {
            kind: oneOf(
              ['stripped', 'same', 'withheld'] as const,
              '`stripped`: without location and other metadata. `same`: there was nothing to take out. `withheld`: it cannot be taken out, so no copy is shown.',
            ),
            digest: nullable(sha256('Hex SHA-256 of the copy.'), 'Null when withheld.'),
            size: nullable(size('Bytes of the copy.'), 'Null when withheld.'),
          },
          { ...closed, description: 'The copy that is shown.' },
        ),
        'Null until the inspection has found the item clean.',
      ),
      seal: nullable(fact, 'Null until sealed: from then on nothing is changed.'),
      exclusion: nullable(
        Type.Object(
          {
            by: ref(ActRecord),
            reason: oneOf(exclusionReasons, 'The coded reason.'),
            explanation: text(4000, 'In words.', 'A sharper capture has taken its place.'),
          },
          closed,
        ),
        'Null unless taken out of the file.',
      ),
      erasure: nullable(
        Type.Object(
          {
            by: ref(ActRecord),
            legalBasis: text(500, 'The law that asks for it.', 'UU 27/2022 pasal 44'),
            explanation: text(4000, 'In words.', 'Retention has ended.'),
          },
          closed,
        ),
        'Null unless erased.',
      ),
      damage: nullable(
        Type.Object(
          {
            found: oneOf(['damaged', 'missing'] as const, 'What was found in the store.'),
            at: instant('When it was found.'),
          },
          closed,
        ),
        'Null unless the store no longer holds what was taken in.',
      ),
      holdings: list(
        Type.Object(
          {
            referralId: id<ReferralId>('The referral it was handed over with.'),
            versionNumber: count('The frozen version.', 1),
            agency: Agency,
            since: instant('When it was handed over.'),
            takenOverAt: nullable(
              instant('When receipt was confirmed; for what came with a supplement, when it was first opened.'),
              'Null until then.',
            ),
            until: nullable(instant('When it was given back.'), 'Null while it is held.'),
          },
          closed,
        ),
        1000,
        'Which agencies have had it, and have it now.',
      ),
      receivedAt: instant('When the service had all of it.'),
      changedAt: instant('When it last changed; opening it is no change.'),
      allowedActions: list(
        oneOfThoseKnown(evidenceActs, 'An act.'),
        10,
        'What state, handling and role let the caller do now, by `x-act` of the operations.',
      ),
    },
    { ...closed, description: 'An item of evidence (barang bukti).' },
  ),
)
export const EvidencePage = named('EvidencePage', pageOf(ref(EvidenceResource), 'Items of evidence, oldest first.'))

/** The version for the entity tag: the item's own, what keeps it pending, and the case it is seen through. */
export function evidenceEtagVersion({ evidence, referral, violation }: EvidenceLoaded): string {
  const { state, fault } = evidence
  const seenThrough = referral ? `r${referral.version}` : `v${violation?.version ?? 0}`
  return [state.revision, seenThrough, ...(fault === null ? [] : [fault])].join('-')
}

/** The resource as this caller may see it. */
export function toEvidenceResource(
  { evidence: { state, fault }, referral, violation }: EvidenceLoaded,
  { agency }: Pick<Caller, 'agency'>,
  allowedActions: EvidenceAct[],
): Static<typeof EvidenceResource> {
  const { description, original, scan, copy } = state
  const own = agency === state.owner
  const within = referral === undefined ? violation?.state.content : currentVersion(referral.state).content
  const effective = effectiveHandling(description, within ?? {})
  return {
    id: state.id,
    violationId: state.violationId,
    owner: state.owner,
    kind: description.link === undefined ? 'file' : 'captured-link',
    status: evidenceStatus(state),
    title: description.title,
    grade: description.grade,
    collection: description.collection,
    confidentiality: description.confidentiality ?? 'open',
    handling: [...(description.handling ?? [])],
    link: description.link ?? null,
    effectiveConfidentiality: effective.confidentiality,
    effectiveHandling: [...effective.handling],
    digest: original.digest,
    size: original.size,
    mediaType: scan?.mediaType ?? null,
    declaredType: original.declaredType,
    fileName: own ? original.fileName : null,
    inspection: {
      findings: own ? [...(scan?.findings ?? [])] : [],
      inspectedAt: scan?.at ?? null,
      fault: own ? fault : null,
    },
    copy: copy && {
      kind: copy.kind,
      digest: copy.kind === 'stripped' ? copy.digest : copy.kind === 'same' ? original.digest : null,
      size: copy.kind === 'stripped' ? copy.size : copy.kind === 'same' ? original.size : null,
    },
    seal: state.seal && { by: toActRecord(state.seal.act) },
    exclusion: state.exclusion && {
      by: toActRecord(state.exclusion.act),
      reason: state.exclusion.reason,
      explanation: state.exclusion.explanation,
    },
    erasure: state.erasure && {
      by: toActRecord(state.erasure.act),
      legalBasis: state.erasure.legalBasis,
      explanation: state.erasure.explanation,
    },
    damage: state.damage,
    holdings: state.holdings.map(({ passedOn: _, ...holding }) => holding),
    receivedAt: state.receivedAt,
    changedAt: state.changedAt,
    allowedActions,
  }
}

export type EvidenceDescriptionBody = Static<typeof EvidenceDescriptionInput>

/** What the request says, without what is about the transfer only. */
export function toDescription(body: EvidenceDescriptionBody & { readonly uploadId?: string }): EvidenceDescription {
  const { contentDigest: _, uploadId: __, ...description } = body
  return description
}
