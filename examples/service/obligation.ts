import type { Static } from 'typebox'
import type { DeadlineComputation } from '../../src/resources/deadline.ts'
import type { DataBlockInput, ReportInput } from '../../src/resources/obligation-input.ts'
import type { Obligation } from './case-file.ts'
import type { Officer } from './officer.ts'
import type { Answer, Service } from './service.ts'

export type OpenObligation = ReturnType<typeof openObligation>

/** One obligation, as whoever it obliges and whoever a step is addressed to work on it. */
export function openObligation(service: Service, id: Obligation['id']) {
  const path = `/v1/obligations/${id}`
  const read = (as: Officer): Promise<Answer<Obligation>> => service.ask<Obligation>({ as, method: 'GET', path })

  async function put(as: Officer, noun: string, body?: unknown): Promise<Obligation> {
    const { etag: ifMatch } = await read(as)
    return (await service.ask<Obligation>({ as, method: 'PUT', path: `${path}/${noun}`, body, ifMatch })).body
  }

  return {
    read: async (as: Officer) => (await read(as)).body,
    receive: (as: Officer) => put(as, 'receipt'),
    receiveStep: (as: Officer, number: number) => put(as, `steps/${number}/receipt`),
    block: (as: Officer, block: Static<typeof DataBlockInput>) => put(as, 'block', block),
    unblock: (as: Officer, unblock: Static<typeof DataBlockInput>) => put(as, 'unblock', unblock),
    report: async (as: Officer, body: Static<typeof ReportInput>) =>
      (await service.ask<Obligation>({ as, method: 'POST', path: `${path}/reports`, body })).body,
    /** When a penalty that the person receives on this day comes into force, by the clock of the law. */
    inForceOn: async (as: Officer, receivedOn: string) => {
      const path = '/v1/catalogue/clocks/penalty-in-force/computation'
      const computed = await service.ask<Static<typeof DeadlineComputation>>({
        as,
        method: 'POST',
        path,
        body: { start: receivedOn },
      })
      return computed.body.dueOn
    },
    /** Waits for what the service does by itself. */
    until: async (as: Officer, isThere: (obligation: Obligation) => boolean, patienceMs?: number) =>
      (await service.askUntil<Obligation>({ as, method: 'GET', path }, isThere, patienceMs)).body,
  }
}
