import type { Send } from '../webhooks/send.ts'
import type { Instruments } from './instruments.ts'
import type { Traces } from './traces.ts'

/** The same sending, counted by outcome, and with a span that is passed on to the endpoint as `traceparent`. */
export function watchSend(
  send: Send,
  { attempts, traces }: { readonly attempts?: Instruments['attempts']; readonly traces?: Traces | undefined },
): Send {
  const traced: Send = traces
    ? (sending, signal) =>
        traces.inSpan('ring', carried => send({ ...sending, headers: { ...sending.headers, ...carried } }, signal))
    : send
  return async (sending, signal) => {
    const sent = await traced(sending, signal)
    attempts?.inc({ outcome: sent?.outcome ?? 'given-back' })
    return sent
  }
}
