import { readItem } from '../db/case-reads.ts'
import { type EvidenceLoaded, type EvidencePlace, loadEvidence } from '../db/item-store.ts'
import { evidenceRow } from '../db/projection-rows.ts'
import type { Reader } from '../db/reader.ts'
import type { Append } from '../db/record-act.ts'
import type { Act as AccessAct } from '../domain/access.ts'
import type { Act } from '../domain/act.ts'
import type { Role } from '../domain/agencies.ts'
import { allowedEvidenceActs, allowedHandedEvidenceActs, type Caller, type Concerned } from '../domain/allowed-acts.ts'
import { obstacleToShowing } from '../domain/copies.ts'
import {
  decideEvidence,
  type Evidence,
  type EvidenceCommand,
  type EvidenceEvent,
  evolveEvidence,
  type HandedForm,
  type Within,
} from '../domain/evidence.ts'
import type { Handover } from '../domain/handed-over.ts'
import type { EvidenceId } from '../domain/ids.ts'
import type { EvidenceAt, LedgerEntry } from '../domain/manifest.ts'
import { currentVersion } from '../domain/referral.ts'
import { Rejection } from '../domain/rejection.ts'
import { rules } from '../domain/rules.ts'
import { toEtag } from '../http/etag.ts'
import { evidenceEtagVersion, toEvidenceResource } from '../resources/evidence.ts'
import { type Asked, actOnCase, callerOf, latest, type Office, type Reply } from './act-on-case.ts'

/** How one act on an item differs from the others. */
export type EvidenceActRequest = {
  readonly act: AccessAct
  /** The status of the first answer: 201 for a fact, 200 for a change. */
  readonly created: 200 | 201
  /** Needs If-Match; opening does not, it overwrites nothing. */
  readonly conditional: boolean
  command(loaded: EvidenceLoaded, act: Act): EvidenceCommand
  /** Somebody reads by this act too: the first look at the item puts that on record. */
  readonly reader?: Reader
  /** Throws what is missing from the request, once it is known that the caller may ask for it. */
  assertComplete?(loaded: EvidenceLoaded): void
  /** Whether, though it may be done, there is no need to: then nothing is recorded. */
  unneeded?(loaded: EvidenceLoaded): boolean
  /** What else must be true before it is recorded; see `actOnCase`. */
  confirm?(loaded: EvidenceLoaded): Promise<boolean>
  /** The answer, when it is not the item itself. */
  reply?(loaded: EvidenceLoaded): Reply
}

/** Does one act on an item of evidence, under the violation it belongs to or under a referral it was handed over with. */
export function actOnEvidence(
  office: Office,
  asked: Asked,
  place: EvidencePlace,
  id: EvidenceId,
  request: EvidenceActRequest,
): Promise<Reply> {
  const { confirm, reply, reader } = request
  let isOnRecord = reader === undefined
  return actOnCase<EvidenceLoaded, EvidenceEvent[]>(office, asked, {
    act: request.act,
    keyed: false,
    conditional: request.conditional,
    tagged: 'the item of evidence',
    load: (agency, keyed) => {
      if (isOnRecord || reader === undefined) return loadEvidence(office.pools, agency, place, id, keyed)
      isOnRecord = true
      return readItem(office.pools, reader, place, id)
    },
    parties: partiesOf,
    lastChange: ({ evidence }) => evidence.state.lastAt,
    version: evidenceEtagVersion,
    decide: (loaded, act) => {
      const decided = decideEvidence(loaded.evidence.state, request.command(loaded, act))
      if (decided instanceof Rejection && rules[decided.rule].refusal === 'remit') return decided
      request.assertComplete?.(loaded)
      return !(decided instanceof Rejection) && request.unneeded?.(loaded) === true ? [] : decided
    },
    isNothing: events => events.length === 0,
    allowedActions: (loaded, caller) =>
      loaded.handover ? allowedOnHanded(loaded, loaded.handover, caller) : allowedOn(loaded, caller),
    ...(confirm && { confirm }),
    effect: (loaded, events, act) => {
      const next = evolvedEvidence(loaded.evidence, events, act)
      return {
        record: {
          appends: [ledgerAppend({ id, after: loaded.evidence.version, events })],
          evidence: [evidenceRow(next.state, next.version)],
        },
        reply:
          reply?.(loaded) ??
          evidenceReply(
            { ...loaded, evidence: { ...next, fault: null } },
            request.created,
            callerOf(asked, act.person),
          ),
      }
    },
    settle: async ({ discarded = [] }) => {
      for (const object of discarded) await office.vault.discard({ object })
    },
    standing: (loaded, act) => reply?.(loaded) ?? evidenceReply(loaded, 200, callerOf(asked, act.person)),
  })
}

/** Who is who where an item is looked at through a hand-over; elsewhere loading it says so. */
export function partiesOf({ handover }: Pick<EvidenceLoaded, 'handover'>): Concerned {
  return handover ? { sender: handover.sender, receiver: handover.receiver } : {}
}

/** The item after the events, with the version its ledger then has. */
export function evolvedEvidence(
  current: EvidenceAt | undefined,
  events: readonly EvidenceEvent[],
  act: Act,
): EvidenceAt {
  const state = events.reduce<Evidence | undefined>(
    (evidence, event) => evolveEvidence(evidence, { ...event, act }),
    current?.state,
  )
  if (state === undefined) throw new Error('no evidence without an event')
  return { state, version: (current?.version ?? 0) + events.length }
}

export function ledgerAppend({ id, after, events }: LedgerEntry): Append {
  return { stream: 'evidence', id, after, events }
}

/** What is written when the ledgers of several items grow with another act. */
export function ledgersGrown(items: readonly EvidenceAt[], entries: readonly LedgerEntry[], act: Act) {
  const byId = new Map(items.map(item => [item.state.id, item]))
  return {
    appends: entries.map(ledgerAppend),
    rows: entries.map(({ id, events }) => {
      const next = evolvedEvidence(byId.get(id), events, act)
      return evidenceRow(next.state, next.version)
    }),
  }
}

/** The time of the last entry of any of these ledgers. */
export function lastOf(items: readonly EvidenceAt[]): string {
  return items.reduce((last, { state }) => latest(state.lastAt, last), '')
}

/** The case through which the item is looked at, as far as its use depends on it. */
export function withinOf(
  {
    evidence,
    violation,
    referral,
    copy,
    handover,
  }: Pick<EvidenceLoaded, 'evidence' | 'violation' | 'referral' | 'copy' | 'handover'>,
  roles: readonly Role[],
): Within {
  return {
    referralId: referral?.state.id ?? copy?.referralId ?? null,
    referralStatus: referral?.state.status ?? violation?.referralStatus,
    received: (referral?.state ?? handover)?.receipt !== null,
    officer: referral?.state.assignment?.officer ?? null,
    handling: referral === undefined ? (violation?.state.content ?? {}) : currentVersion(referral.state).content,
    roles,
    ...(handover && { handedOn: { handoverId: handover.id, form: formHandedOn(handover, evidence.state) } }),
    ...(copy && { shared: { copyId: copy.state.id, obstacle: obstacleToShowing(evidence.state, {}) } }),
  }
}

/** The form in which the item went, by the frozen version. */
function formHandedOn({ content }: Handover, { id }: Evidence): HandedForm {
  return content.evidence.find(({ evidenceId }) => evidenceId === id)?.given?.form ?? 'shown-copy'
}

/** What this caller could do to the item now. */
export function allowedOn(loaded: EvidenceLoaded, caller: Caller): ReturnType<typeof allowedEvidenceActs> {
  return allowedEvidenceActs(loaded.evidence.state, withinOf(loaded, caller.roles), caller, loaded.now)
}

/** What this caller could do now to an item that went with a hand-over. */
export function allowedOnHanded(
  loaded: Pick<EvidenceLoaded, 'evidence' | 'violation' | 'referral'>,
  handover: Handover,
  caller: Caller,
): ReturnType<typeof allowedHandedEvidenceActs> {
  const within = withinOf({ ...loaded, handover }, caller.roles)
  return allowedHandedEvidenceActs(loaded.evidence.state, within, caller, handover)
}

export function evidenceReply(
  loaded: EvidenceLoaded,
  status: number,
  caller: Caller,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { etag: toEtag(evidenceEtagVersion(loaded)), ...headers },
    body: toEvidenceResource(loaded, caller, allowedOn(loaded, caller)),
  }
}
