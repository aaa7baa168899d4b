import { loadObligation, type ObligationOnFile } from '../db/obligations.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { allowedObligationActs, concernedBy, type ObligationAct } from '../domain/allowed-obligation-acts.ts'
import type { ObligationId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import {
  decideObligation,
  type Obligation,
  type ObligationCommand,
  type ObligationEvent,
} from '../domain/obligation.ts'
import type { Rejection } from '../domain/rejection.ts'
import { toEtag } from '../http/etag.ts'
import { toObligationResource, turnedObligation } from '../resources/obligation.ts'
import { type Asked, actOnCase, type Office, type Reply } from './act-on-case.ts'
import { termsOn } from './obligation-terms.ts'
import { evolvedObligation, obligationGrown } from './obligations-brought.ts'

type Loaded = { readonly now: string; readonly stored: StoredReply | undefined; readonly obligation: ObligationOnFile }

/** How one act on an obligation differs from the others. */
export type ObligationActRequest = {
  readonly act: ObligationAct
  /** Makes a record of its own: it needs an Idempotency-Key, and no If-Match, for it overwrites nothing. */
  readonly keyed: boolean
  /** What the request orders; may throw `not-found` for a sub-resource that is not there, or refuse. */
  command(obligation: ObligationOnFile, act: Act): ObligationCommand | Rejection
  /** Where the record is that it makes. */
  location?(obligation: Obligation): string
}

/** Does one act on an obligation. */
export function actOnObligation(
  office: Office,
  asked: Asked,
  id: ObligationId,
  request: ObligationActRequest,
): Promise<Reply> {
  const { actor } = asked
  const reply = (
    file: ObligationOnFile,
    status: number,
    now: string,
    headers: Readonly<Record<string, string>> = {},
  ) => ({
    status,
    headers: { etag: toEtag(file.version, turnedObligation(file.state, now)), ...headers },
    body: toObligationResource(file, actor, now),
  })
  return actOnCase<Loaded, readonly ObligationEvent[]>(office, asked, {
    act: request.act,
    keyed: request.keyed,
    conditional: !request.keyed,
    load: (agency, keyed) => loadObligation(office.pools, agency, id, keyed),
    parties: ({ obligation }) => concernedBy(obligation.state, obligation),
    lastChange: ({ obligation }) => obligation.state.changedAt,
    tagged: 'the obligation',
    version: ({ obligation }) => `${obligation.version}`,
    decide: ({ obligation }, act) => {
      const command = request.command(obligation, act)
      return 'type' in command
        ? decideObligation(
            obligation.state,
            termsOn(office, legalDateOf(act.at), obligation.state.implicated ?? []),
            command,
          )
        : command
    },
    isNothing: events => events.length === 0,
    allowedActions: ({ obligation }, caller) =>
      allowedObligationActs(obligation.state, concernedBy(obligation.state, obligation), caller),
    effect: ({ obligation }, events, act) => {
      const next = { ...obligation, ...evolvedObligation(obligation, events, act) }
      const location = request.location?.(next.state)
      return {
        record: { appends: [], obligations: [obligationGrown(obligation, events, act)] },
        reply: reply(next, 201, act.at, location === undefined ? {} : { location }),
      }
    },
    standing: ({ obligation }, act) => reply(obligation, 200, act.at),
  })
}
