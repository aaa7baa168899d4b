import type { Static } from 'typebox'
import type { CustodyPage } from '../../src/resources/custody.ts'
import type { EvidenceDescriptionBody, EvidenceResource, ExclusionInput } from '../../src/resources/evidence.ts'
import type { CaseFile } from './case-file.ts'
import type { Officer } from './officer.ts'
import { type Answer, Overdue, type Service } from './service.ts'

/** A file, and what is said about it. */
export type Exhibit = {
  readonly fileName: string
  readonly mediaType: string
  /** Makes it: the same bytes every time. */
  bytes(): Buffer
  readonly says: EvidenceDescriptionBody
}

export type Item = Static<typeof EvidenceResource>
export type CustodyEntry = Static<typeof CustodyPage>['items'][number]

export type Evidence = ReturnType<typeof openEvidence>

/** Confidential bytes are given out only to whoever says what for. */
const purpose = 'Pemeriksaan perkara netralitas ASN'

/** The evidence of one case: what its own agency does with it, and what the agency that was handed it may do. */
export function openEvidence(service: Service, file: CaseFile) {
  const own = ({ violationId, id }: Item) => `/v1/violations/${violationId}/evidence/${id}`
  const handedOver = ({ id }: Item) => `/v1/referrals/${file.referral?.id}/evidence/${id}`
  const seenBy = (as: Officer, item: Item) => (as.agency === item.owner ? own(item) : handedOver(item))

  function read(as: Officer, item: Item): Promise<Answer<Item>> {
    return service.ask<Item>({ as, method: 'GET', path: seenBy(as, item) })
  }

  async function put(as: Officer, item: Answer<Item>, noun: string, body?: unknown): Promise<Item> {
    const path = `${own(item.body)}/${noun}`
    return (await service.ask<Item>({ as, method: 'PUT', path, body, ifMatch: item.etag })).body
  }

  return {
    async read(as: Officer, item: Item): Promise<Item> {
      return (await read(as, item)).body
    },

    /** Adds a file to the violation. It is `pending`: the service inspects it before anybody gets it. */
    async attach(as: Officer, { fileName, mediaType, bytes, says }: Exhibit): Promise<Item> {
      const form = { metadata: says, file: new File([new Uint8Array(bytes())], fileName, { type: mediaType }) }
      const path = `/v1/violations/${file.violation.id}/evidence`
      return (await service.ask<Item>({ as, method: 'POST', path, form })).body
    },

    /** Waits for what the inspection finds, which takes moments. */
    async inspected(as: Officer, item: Item): Promise<Answer<Item>> {
      try {
        const request = { as, method: 'GET', path: own(item) } as const
        return await service.askUntil<Item>(request, ({ status }) => status !== 'pending')
      } catch (cause) {
        if (!(cause instanceof Overdue)) throw cause
        const { fault } = (await read(as, item)).body.inspection
        throw new Overdue(`the service has not inspected “${item.title}” in time (${fault ?? 'no fault'})`, { cause })
      }
    },

    /** On the ETag of what was read, so that what is sealed is what was looked at. */
    seal: (as: Officer, looked: Answer<Item>) => put(as, looked, 'seal'),
    async exclude(as: Officer, item: Item, why: Static<typeof ExclusionInput>) {
      return put(as, await read(as, item), 'exclusion', why)
    },

    /** The copy that is shown: without location and other metadata. */
    openCopy: (as: Officer, item: Item) =>
      service.download({ as, method: 'GET', path: `${seenBy(as, item)}/copy`, purpose }),
    /** The original. */
    download: (as: Officer, item: Item) =>
      service.download({ as, method: 'GET', path: `${seenBy(as, item)}/content`, purpose }),

    /** Everything that ever happened to an item. */
    async custody(as: Officer, item: Item): Promise<CustodyEntry[]> {
      const entries: CustodyEntry[] = []
      let next: string | null = `${seenBy(as, item)}/custody`
      while (next !== null) {
        const { body }: Answer<Static<typeof CustodyPage>> = await service.ask({ as, method: 'GET', path: next })
        entries.push(...body.items)
        next = body.next
      }
      return entries
    },
  }
}
