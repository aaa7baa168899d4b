import type { Loaded as LoadedAnything } from '../db/case-store.ts'
import { type HandoverOnFile, loadHandover, recordHandoverAnswer } from '../db/handovers.ts'
import type { Act } from '../domain/act.ts'
import { allowedHandoverActs, type Caller } from '../domain/allowed-acts.ts'
import {
  decideHandover,
  evolveHandover,
  type Handover,
  type HandoverCommand,
  type HandoverEvent,
} from '../domain/handed-over.ts'
import type { HandoverId } from '../domain/ids.ts'
import { toEtag } from '../http/etag.ts'
import { handoverEtagVersion, toHandoverResource } from '../resources/handover.ts'
import { type Asked, actOnCase, callerOf, type Office, type Reply } from './act-on-case.ts'

type Loaded = LoadedAnything & { readonly handover: HandoverOnFile }

/** Does one act of the agency that a matter was handed over to. */
export function actOnHandover(
  office: Office,
  asked: Asked,
  id: HandoverId,
  request: {
    readonly act: 'handover-receipt' | 'handover-outcome'
    command(act: Act): HandoverCommand
  },
): Promise<Reply> {
  return actOnCase<Loaded, HandoverEvent[]>(office, asked, {
    act: request.act,
    keyed: false,
    conditional: true,
    load: (agency, keyed) => loadHandover(office.pools, agency, id, keyed),
    parties: ({ handover: { state } }) => ({ sender: state.sender, receiver: state.receiver }),
    lastChange: ({ handover }) => handover.state.changedAt,
    tagged: 'the hand-over',
    version: ({ handover }) => handoverEtagVersion(handover),
    decide: ({ handover }, act) => decideHandover(handover.state, request.command(act)),
    isNothing: events => events.length === 0,
    allowedActions: ({ handover }, caller) => allowedHandoverActs(handover.state, caller),
    effect: ({ handover }, [event], act) => {
      if (event === undefined) throw new Error('an answer is one event')
      const state: Handover = evolveHandover(handover.state, { ...event, act })
      return {
        record: () => recordHandoverAnswer(office.pools, act, handover.version, { handover: state, event }),
        reply: handoverReply({ ...handover, state, version: handover.version + 1 }, 201, callerOf(asked, act.person)),
      }
    },
    standing: ({ handover }, act) => handoverReply(handover, 200, callerOf(asked, act.person)),
  })
}

/** The hand-over as the answer to an act. */
export function handoverReply(
  file: HandoverOnFile,
  status: number,
  caller: Caller,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { etag: toEtag(handoverEtagVersion(file)), ...headers },
    body: toHandoverResource(file, caller),
  }
}
