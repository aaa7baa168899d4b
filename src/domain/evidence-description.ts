import type { Act } from './act.ts'
import type { Handling } from './handling.ts'
import { type Fault, Rejection } from './rejection.ts'
import type { Interaction } from './violation-content.ts'

/** Whoever collected it. A reporter stands for the violation's reporter and is never named here. */
export const collectors = ['officer', 'reporter', 'other-agency'] as const
export type Collector = (typeof collectors)[number]

/** The Admiralty code (NATO AJP-2.1): how far the source can be relied upon, and the information believed. */
export const sourceReliabilities = ['A', 'B', 'C', 'D', 'E', 'F'] as const
export const informationCredibilities = ['1', '2', '3', '4', '5', '6'] as const

export type Grade = {
  readonly source: (typeof sourceReliabilities)[number]
  readonly information: (typeof informationCredibilities)[number]
}

export type Collection = {
  readonly by: Collector
  /** Name or office, for an officer or another agency. */
  readonly name?: string
  readonly at: string
  readonly place?: string
  readonly method: string
}

/** What was on the screen: the bytes of the item are the capture that proves it. */
export type CapturedLink = {
  readonly url: string
  readonly platform: string
  readonly account?: string
  readonly interaction: Interaction
  readonly capturedAt: string
}

/** What is said about an item; the bytes speak for themselves. */
export type EvidenceDescription = Partial<Handling> & {
  readonly title: string
  readonly grade: Grade
  readonly collection: Collection
  /** Only for a captured link. */
  readonly link?: CapturedLink
}

/** Refuses a description that names a reporter or tells of the future. */
export function refusalOfDescription(
  { collection, link }: EvidenceDescription,
  { at }: Pick<Act, 'at'>,
): Rejection | undefined {
  if (collection.by === 'reporter' && collection.name !== undefined) {
    return new Rejection('R-EVI-01', [{ pointer: '/collection/name', code: 'rule' }])
  }
  const now = Date.parse(at)
  const ahead: Fault[] = []
  if (Date.parse(collection.at) > now) ahead.push({ pointer: '/collection/at', code: 'rule' })
  if (link !== undefined && Date.parse(link.capturedAt) > now) ahead.push({ pointer: '/link/capturedAt', code: 'rule' })
  return ahead.length > 0 ? new Rejection('R-EVI-02', ahead) : undefined
}
