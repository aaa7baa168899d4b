import type { Static } from 'typebox'
import type { HandoverOutcomeInput } from '../../src/resources/handover.ts'
import type { Handover } from './case-file.ts'
import type { Officer } from './officer.ts'
import type { Service } from './service.ts'

/** What was handed over to the election-crime track, as its receiver works on it. */
export function openHandover(service: Service, id: Handover['id']) {
  const path = `/v1/handovers/${id}`
  const answer = async (as: Officer, noun: 'receipt' | 'outcome', body?: Static<typeof HandoverOutcomeInput>) => {
    const { etag } = await service.ask<Handover>({ as, method: 'GET', path })
    return (await service.ask<Handover>({ as, method: 'PUT', path: `${path}/${noun}`, body, ifMatch: etag })).body
  }
  return {
    receive: (as: Officer) => answer(as, 'receipt'),
    report: (as: Officer, outcome: Static<typeof HandoverOutcomeInput>) => answer(as, 'outcome', outcome),
  }
}
