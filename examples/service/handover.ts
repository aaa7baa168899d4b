import type { Static } from 'typebox'
import type { HandedEvidenceList, HandoverOutcomeInput } from '../../src/resources/handover.ts'
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
  const item = (id: string) => `${path}/evidence/${id}`
  return {
    /** What of the evidence went along. */
    evidence: async (as: Officer) =>
      (await service.ask<Static<typeof HandedEvidenceList>>({ as, method: 'GET', path: `${path}/evidence` })).body
        .items,
    /** The original of an item that went along as such. */
    download: (as: Officer, id: string) =>
      service.download({ as, method: 'GET', path: `${item(id)}/content`, purpose: 'Kajian awal Sentra Gakkumdu' }),
    receive: (as: Officer) => answer(as, 'receipt'),
    report: (as: Officer, outcome: Static<typeof HandoverOutcomeInput>) => answer(as, 'outcome', outcome),
  }
}
