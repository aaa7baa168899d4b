import { loadReferral, loadReferralWithEvidence, type ReferralOnFile, type ViolationOnFile } from '../db/case-store.ts'
import { referralRow } from '../db/projection-rows.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { allowedReferralActs, type Caller } from '../domain/allowed-acts.ts'
import type { ReferralId } from '../domain/ids.ts'
import { type EvidenceAt, givenBack, type LedgerEntry, takenOver } from '../domain/manifest.ts'
import { withKnownReason } from '../domain/reasons.ts'
import { decideReferral, type Referral, type ReferralCommand, type ReferralEvent } from '../domain/referral.ts'
import { withDeadlines } from '../domain/referral-deadlines.ts'
import { evolveReferral } from '../domain/referral-history.ts'
import type { ReferralAct } from '../domain/transitions.ts'
import type { Violation } from '../domain/violation.ts'
import { toEtag } from '../http/etag.ts'
import { Problem } from '../problems.ts'
import { referralEtagVersion, toReferralResource, turnedReferral } from '../resources/referral.ts'
import { type Asked, actOnCase, callerOf, latest, type Office, type Reply } from './act-on-case.ts'
import { lastOf, ledgersGrown } from './act-on-evidence.ts'

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly referral: ReferralOnFile
  /** For its own agency. */
  readonly violation: ViolationOnFile | undefined
  /** Empty where the act leaves custody as it is. */
  readonly evidence: readonly EvidenceAt[]
}

/** What becomes of the evidence with an act on its referral; acts that are not here leave it where it is. */
const custody: Partial<Record<ReferralAct, (items: readonly EvidenceAt[], id: ReferralId) => LedgerEntry[]>> = {
  receipt: takenOver,
  return: (items, id) => givenBack(items, id, 'returned'),
  rejection: (items, id) => givenBack(items, id, 'rejected'),
  withdrawal: (items, id) => givenBack(items, id, 'withdrawn'),
  'withdrawal-consent': (items, id) => givenBack(items, id, 'withdrawn'),
}

/** How one act on a referral differs from the others. */
export type ReferralActRequest = {
  readonly act: ReferralAct
  /** Makes a record of its own, so it needs an Idempotency-Key. */
  readonly keyed: boolean
  /** Needs If-Match; questions and answers do not, they cannot overwrite anything. */
  readonly conditional: boolean
  /** What the request orders; may throw `not-found` for a sub-resource that is not there. */
  command(referral: Referral, act: Act, violation: Violation | undefined): ReferralCommand
  /** The answer where it is not the referral itself, from the referral after the act. */
  answer?(referral: Referral): { readonly location: string; readonly body?: unknown }
}

/** Does one act that concerns the referral alone. */
export function actOnReferral(
  office: Office,
  asked: Asked,
  id: ReferralId,
  request: ReferralActRequest,
): Promise<Reply> {
  const custodyOf = custody[request.act]
  return actOnCase<Loaded, ReferralEvent[]>(office, asked, {
    act: request.act,
    keyed: request.keyed,
    conditional: request.conditional,
    load: async (agency, keyed) => {
      if (custodyOf !== undefined) return loadReferralWithEvidence(office.pools, agency, id, keyed)
      const loaded = await loadReferral(office.pools, agency, id, keyed)
      return loaded && { ...loaded, evidence: [] }
    },
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral, evidence }) => latest(referral.state.changedAt, lastOf(evidence)),
    tagged: 'the referral',
    version: ({ referral }) => referralEtagVersion(referral),
    decide: ({ referral, violation }, act) =>
      withKnownReason(
        decideReferral(referral.state, request.command(referral.state, act, violation?.state)),
        office.law,
        act.at,
      ),
    isNothing: events => events.length === 0,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    effect: ({ referral, evidence }, decided, act) => {
      const events = withDeadlines(office.law, referral.state.deadlines, decided, act)
      const next = evolvedReferral(referral, events, act)
      const ledgers = ledgersGrown(evidence, custodyOf?.(evidence, id) ?? [], act)
      const answer = request.answer?.(next.state)
      const reply = referralReply(
        next,
        201,
        callerOf(asked, act.person),
        act.at,
        answer && { location: answer.location },
      )
      return {
        record: {
          appends: [{ stream: 'referral', id, after: referral.version, events }, ...ledgers.appends],
          referral: referralRow(next.state, next.version),
          evidence: ledgers.rows,
        },
        reply: answer?.body === undefined ? reply : { ...reply, body: answer.body },
      }
    },
    standing: ({ referral }, act) => referralReply(referral, 200, callerOf(asked, act.person), act.at),
  })
}

/** The referral after the events, with the version its stream then has. */
export function evolvedReferral(
  current: ReferralOnFile | undefined,
  events: readonly ReferralEvent[],
  act: Act,
): ReferralOnFile {
  const state = events.reduce<Referral | undefined>(
    (referral, event) => evolveReferral(referral, { ...event, act }),
    current?.state,
  )
  if (state === undefined) throw new Error('no referral without an event')
  return { state, version: (current?.version ?? 0) + events.length }
}

/** The referral as the answer to an act. */
export function referralReply(
  file: ReferralOnFile,
  status: number,
  caller: Omit<Caller, 'person'>,
  now: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const etag = toEtag(referralEtagVersion(file), turnedReferral(file.state, now))
  return { status, headers: { etag, ...headers }, body: toReferralResource(file.state, caller, now) }
}

/** What is not under its parent is not there. */
export function foundOr404<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new Problem('not-found')
  return found
}
