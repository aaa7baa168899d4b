import { v7 as uuidv7 } from 'uuid'
import { loadViolationWithEvidence, type ViolationOnFile } from '../db/case-store.ts'
import { readUsage } from '../db/evidence-contents.ts'
import { evidenceRow } from '../db/projection-rows.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { allowedViolationActs } from '../domain/allowed-acts.ts'
import { decideEvidence, type EvidenceEvent, mostItems } from '../domain/evidence.ts'
import type { EvidenceDescription } from '../domain/evidence-description.ts'
import type { ContentId, EvidenceId, ViolationId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import { Rejection } from '../domain/rejection.ts'
import { statusOf } from '../domain/violation.ts'
import { parseIdempotencyKey } from '../http/idempotency-key.ts'
import { Problem } from '../problems.ts'
import type { StoredContent } from '../vault/vault.ts'
import { type Asked, actOnCase, assertRemit, callerOf, type Office, type Reply, refused } from './act-on-case.ts'
import { evidenceReply, evolvedEvidence, lastOf, ledgerAppend } from './act-on-evidence.ts'
import { foundOr404 } from './act-on-referral.ts'
import { caseOf } from './act-on-violation.ts'
import { findKnownContent, type KeptAlready } from './known-content.ts'
import { timeOrdered } from './time-ordered.ts'

/** What arrived: what is said about it, and where its bytes are now. */
export type Arrived = {
  readonly description: EvidenceDescription
  readonly declaredType: string
  readonly fileName: string | null
  readonly stored: StoredContent
}

/**
 * Refuses what can be refused before a byte of the content is read, in the order of `actOnCase`. `bytes`: how many are
 * announced, when they are. Returns the answer when the same key was given one before.
 */
export async function admitEvidence(
  office: Office,
  asked: Asked,
  violationId: ViolationId,
  { bytes, quota }: { readonly bytes: number; readonly quota: number },
): Promise<StoredReply | undefined> {
  const { actor, operation } = asked
  const person = await office.persons.personOf(actor.agency, actor.issuer, actor.subject)
  const key = typeof asked.idempotencyKey === 'string' ? safeKey(asked) : null
  const loaded = foundOr404(
    await loadViolationWithEvidence(office.pools, actor.agency, violationId, { caller: person, operation, key }),
  )
  assertRemit('evidence-recording', actor, {})
  parseIdempotencyKey(asked.idempotencyKey)
  if (loaded.stored !== undefined) return loaded.stored
  if (statusOf(caseOf(loaded.violation)) === 'dismissed') throw refused(new Rejection('R-EVI-03'))
  if (loaded.evidence.length >= mostItems) throw refused(new Rejection('R-EVI-04'))
  if ((await readUsage(office.pools, actor.agency)) + bytes > quota) throw refused(new Rejection('R-EVI-17'))
  return undefined
}

/** The key to look for; that it is none is told in its turn. */
function safeKey(asked: Asked): string | null {
  try {
    return parseIdempotencyKey(asked.idempotencyKey)
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly violation: ViolationOnFile
  readonly evidence: readonly EvidenceAt[]
  /** Where these same bytes are kept already. */
  readonly known: KeptAlready | undefined
}

/**
 * Adds an item whose bytes have arrived. The same bytes are kept once: when the agency has them already, those that just
 * arrived are discarded, unless those kept are damaged. Whatever goes wrong, they are discarded too.
 */
export async function addEvidence(
  office: Office,
  asked: Asked,
  violationId: ViolationId,
  { arrived, quota }: { readonly arrived: Arrived; readonly quota: number },
): Promise<Reply> {
  const { description, declaredType, fileName, stored } = arrived
  let kept = false
  let adopted = false
  try {
    return await actOnCase<Loaded, EvidenceEvent[]>(office, asked, {
      act: 'evidence-recording',
      keyed: true,
      conditional: false,
      tagged: 'the item of evidence',
      load: async (agency, keyed) => {
        const loaded = await loadViolationWithEvidence(office.pools, agency, violationId, keyed)
        if (loaded === undefined) return undefined
        const known = await findKnownContent(office, agency, stored)
        // Each attempt decides anew, unless what stood there was damaged and these bytes took its place.
        adopted = known?.adopted === true
        kept = adopted
        return { ...loaded, known }
      },
      parties: () => ({}),
      lastChange: ({ evidence }) => lastOf(evidence),
      version: () => '',
      decide: ({ violation, evidence, known }, act) =>
        decideEvidence(undefined, {
          type: 'AddEvidence',
          act,
          id: timeOrdered<EvidenceId>(act.at),
          violationId,
          violationStatus: statusOf(caseOf(violation)),
          itemsAlready: evidence.length,
          description,
          original: {
            contentId: known?.id ?? (uuidv7() as ContentId),
            digest: stored.digest,
            size: stored.size,
            declaredType,
            fileName,
          },
        }),
      isNothing: () => false,
      allowedActions: ({ violation }, caller) => allowedViolationActs(caseOf(violation), caller),
      effect: ({ violation, known, now }, events, act: Act) => {
        const next = evolvedEvidence(undefined, events, act)
        const { id, original } = next.state
        const isNew = known === undefined
        kept = isNew || adopted
        return {
          record: {
            appends: [ledgerAppend({ id, after: 0, events })],
            evidence: [evidenceRow(next.state, next.version)],
            contents: isNew ? [{ ...stored, id: original.contentId, quota }] : [],
          },
          reply: evidenceReply(
            { now, stored: undefined, evidence: { ...next, fault: null }, violation, referral: undefined },
            201,
            callerOf(asked, act.person),
            { location: `/v1/violations/${violationId}/evidence/${id}` },
          ),
        }
      },
      settle: async ({ stored: before }) => {
        // Somebody with the same key was quicker: what is recorded is theirs.
        if (before !== undefined) kept = adopted
      },
      standing: () => {
        throw new Error('new evidence is never there already')
      },
    })
  } catch (error) {
    // Unless the outcome is unknown: then the sweep finds out whether anything refers to the bytes.
    if (error instanceof Problem) kept = adopted
    throw error
  } finally {
    if (!kept) await office.vault.discard(stored)
  }
}
