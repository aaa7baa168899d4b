import { loadReferral, type ReferralOnFile } from '../db/case-store.ts'
import { referralRow } from '../db/projection-rows.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { allowedReferralActs, type Caller } from '../domain/allowed-acts.ts'
import type { ReferralId } from '../domain/ids.ts'
import {
  decideReferral,
  evolveReferral,
  type Referral,
  type ReferralCommand,
  type ReferralEvent,
} from '../domain/referral.ts'
import type { ReferralAct } from '../domain/transitions.ts'
import { toEtag } from '../http/etag.ts'
import { Problem } from '../problems.ts'
import { toReferralResource } from '../resources/referral.ts'
import { type Asked, actOnCase, callerOf, type Office, type Reply } from './act-on-case.ts'

type Loaded = { readonly now: string; readonly stored: StoredReply | undefined; readonly referral: ReferralOnFile }

/** How one act on a referral differs from the others. */
export type ReferralActRequest = {
  readonly act: ReferralAct
  /** Makes a record of its own, so it needs an Idempotency-Key. */
  readonly keyed: boolean
  /** Needs If-Match; questions and answers do not, they cannot overwrite anything. */
  readonly conditional: boolean
  /** What the request orders; may throw `not-found` for a sub-resource that is not there. */
  command(referral: Referral, act: Act): ReferralCommand
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
  return actOnCase<Loaded, ReferralEvent[]>(office, asked, {
    act: request.act,
    keyed: request.keyed,
    conditional: request.conditional,
    load: (agency, keyed) => loadReferral(office.pools, agency, id, keyed),
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral }) => referral.state.changedAt,
    tagged: 'the referral',
    version: ({ referral }) => `${referral.version}`,
    decide: ({ referral }, act) => decideReferral(referral.state, request.command(referral.state, act)),
    isNothing: events => events.length === 0,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    effect: ({ referral }, events, act) => {
      const next = evolvedReferral(referral, events, act)
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
          appends: [{ stream: 'referral', id, after: referral.version, events }],
          referral: referralRow(next.state, next.version),
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
  { state, version }: ReferralOnFile,
  status: number,
  caller: Omit<Caller, 'person'>,
  now: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { etag: toEtag(version), ...headers }, body: toReferralResource(state, caller, now) }
}

/** What is not under its parent is not there. */
export function foundOr404<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new Problem('not-found')
  return found
}
