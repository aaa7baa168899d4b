import type { Act } from './act.ts'
import type { PersonId } from './agencies.ts'
import { withChanged } from './numbered.ts'
import type { Referral } from './referral.ts'
import { Rejection } from './rejection.ts'
import { movesFrom, type ReferralAct, referralMoves } from './transitions.ts'

/** A request of the receiving agency to open who reported; at most one of a referral waits for its answer. */
export type ReporterRequest = {
  readonly number: number
  readonly act: Act
  readonly reason: string
  readonly outcome: 'open' | 'consented' | 'refused' | 'lapsed'
  /** `hours` and `endsAt` (RFC 3339) of a consent, the explanation of a refusal. */
  readonly answer: {
    readonly act: Act
    readonly hours: number | null
    readonly endsAt: string | null
    readonly explanation: string | null
  } | null
}

/** `takerIn`: who took the reporter in, and therefore does not answer. */
export type ReporterRequestCommand =
  | { type: 'RequestReporter'; act: Act; reason: string }
  | { type: 'ConsentToReporter'; act: Act; number: number; hours: number; takerIn: PersonId }
  | { type: 'RefuseReporter'; act: Act; number: number; explanation: string; takerIn: PersonId }

export type ReporterRequestEvent =
  | { type: 'ReporterRequested'; data: { number: number; reason: string } }
  | { type: 'ReporterConsented'; data: { number: number; hours: number; endsAt: string } }
  | { type: 'ReporterRefused'; data: { number: number; explanation: string } }

type Answer = Exclude<ReporterRequestCommand, { type: 'RequestReporter' }>

export function decideReporterRequest(
  referral: Referral,
  command: ReporterRequestCommand,
): ReporterRequestEvent[] | Rejection {
  if (command.type !== 'RequestReporter') return answer(referral, command)
  return (
    refusalOfRequest(referral) ?? [
      {
        type: 'ReporterRequested',
        data: { number: referral.reporterRequests.length + 1, reason: command.reason },
      },
    ]
  )
}

/** Why nobody may ask now who reported, or undefined. */
export function refusalOfRequest(referral: Referral): Rejection | undefined {
  const refusal = refusedByState(referral, 'reporter-request')
  if (refusal) return refusal
  if ((referral.versions.at(-1)?.reporterId ?? null) === null) return new Rejection('R-RPT-02')
  return waitingRequest(referral) && new Rejection('R-RPT-03')
}

/** The request that waits for its answer. */
export function waitingRequest({ reporterRequests }: Referral): ReporterRequest | undefined {
  return reporterRequests.find(({ outcome }) => outcome === 'open')
}

/** Four eyes: whoever took the reporter in has no say in who else may know. */
export function refusalOfAnswerer(person: PersonId, takerIn: PersonId): Rejection | undefined {
  return person === takerIn ? new Rejection('R-RPT-05') : undefined
}

function answer(referral: Referral, command: Answer): ReporterRequestEvent[] | Rejection {
  const { number, act } = command
  const request = referral.reporterRequests[number - 1]
  if (request === undefined) throw new Error('there is no such request')
  const remit = refusalOfAnswerer(act.person, command.takerIn)
  if (remit) return remit
  if (stands(request, command)) return []
  if (isSame(request, command)) return new Rejection('R-GEN-01')

  const noun = command.type === 'ConsentToReporter' ? 'reporter-consent' : 'reporter-refusal'
  const refusal = refusedByState(referral, noun)
  if (refusal) return refusal
  if (request.outcome !== 'open') return new Rejection('R-RPT-04')
  if (command.type === 'RefuseReporter') {
    return [{ type: 'ReporterRefused', data: { number, explanation: command.explanation } }]
  }
  const { hours } = command
  return [{ type: 'ReporterConsented', data: { number, hours, endsAt: later(act.at, hours) } }]
}

/** The same kind of answer was given already. */
function isSame({ answer }: ReporterRequest, { type }: Answer): boolean {
  return answer !== null && (answer.endsAt !== null) === (type === 'ConsentToReporter')
}

function stands(request: ReporterRequest, command: Answer): boolean {
  if (!isSame(request, command)) return false
  return command.type === 'ConsentToReporter'
    ? request.answer?.hours === command.hours
    : request.answer?.explanation === command.explanation
}

function refusedByState(referral: Referral, act: ReferralAct): Rejection | undefined {
  const move = referralMoves[act]
  return movesFrom(move, referral.status) ? undefined : new Rejection(move.otherwise)
}

function later(at: string, hours: number): string {
  return new Date(Date.parse(at) + hours * 3_600_000).toISOString()
}

/** The requests of a referral after one of their events. */
export function evolveReporterRequests(
  requests: readonly ReporterRequest[],
  { act, ...event }: ReporterRequestEvent & { readonly act: Act },
): ReporterRequest[] {
  switch (event.type) {
    case 'ReporterRequested':
      return [...requests, { ...event.data, act, outcome: 'open', answer: null }]
    case 'ReporterConsented': {
      const { number, hours, endsAt } = event.data
      return withChanged(requests, number, request => ({
        ...request,
        outcome: 'consented',
        answer: { act, hours, endsAt, explanation: null },
      }))
    }
    case 'ReporterRefused': {
      const { number, explanation } = event.data
      return withChanged(requests, number, request => ({
        ...request,
        outcome: 'refused',
        answer: { act, hours: null, endsAt: null, explanation },
      }))
    }
  }
}

/** With the end of a referral ends what was not answered yet and what was consented to, even if it is opened again. */
export function lapsedAt(requests: readonly ReporterRequest[], at: string): ReporterRequest[] {
  return requests.map(request => {
    const endsAt = request.outcome === 'consented' ? request.answer?.endsAt : null
    const lasts = endsAt != null && Date.parse(at) < Date.parse(endsAt)
    return request.outcome === 'open' || lasts ? { ...request, outcome: 'lapsed' } : request
  })
}
