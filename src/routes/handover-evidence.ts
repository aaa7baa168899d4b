import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { assertRemit, type Office } from '../acts/act-on-case.ts'
import { allowedOnHanded } from '../acts/act-on-evidence.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { readItem } from '../db/case-reads.ts'
import { readHandoverEvidence } from '../db/handovers.ts'
import { access } from '../domain/access.ts'
import type { Caller } from '../domain/allowed-acts.ts'
import type { Handover } from '../domain/handed-over.ts'
import type { EvidenceId, HandoverId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import { ref } from '../http/named-schema.ts'
import type { PageCursors } from '../http/page-cursor.ts'
import { success } from '../http/success-response.ts'
import { HandedEvidence, HandedEvidenceList, toHandedEvidence } from '../resources/handover.ts'
import { EvidenceInPath, IdInPath } from '../resources/words.ts'
import { readerOf, refusals } from './asked.ts'
import { serveBytes, serveCustody } from './evidence-content.ts'
import { partyRules } from './referral-acts.ts'

type Needs = { office: Office; cursors: PageCursors }

const tags = ['Hand-overs']
const act = 'handover-evidence-reading'
const { roles } = access[act]
const path = '/handovers/:id'
const placeOf = (id: string) => ({ handoverId: id as HandoverId })
const of = 'that went with a hand-over'

/** What of the evidence went with a hand-over, as its receiver sees and opens it while the decision stands. */
export const handoverEvidence: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors }) => {
  app.route({
    method: 'GET',
    url: `${path}/evidence`,
    config: { roles, problems: refusals(...partyRules(act)) },
    schema: {
      operationId: 'listHandoverEvidence',
      summary: 'List the evidence that went with a hand-over',
      description:
        'The items that went with it, in which form, and what you may do with each. Once the decision does not stand any more it is as if none had gone.',
      tags,
      params: IdInPath,
      response: { 200: success('The items.', ref(HandedEvidenceList)) },
    },
    async handler(request) {
      const reader = await readerOf(office, request)
      const id = request.params.id as HandoverId
      const { handover, evidence } = foundOr404(await readHandoverEvidence(office.pools, reader, id))
      assertRemit(act, reader, handover)
      return { items: evidence.map(item => shown(handover, item, reader)) }
    },
  })

  app.route({
    method: 'GET',
    url: `${path}/evidence/:evidenceId`,
    config: { roles, problems: refusals(...partyRules(act)) },
    schema: {
      operationId: 'readHandoverEvidence',
      summary: 'Read about an item that went with a hand-over',
      description: 'In which form it went, with the digests by which it is proven, and what you may do with it now.',
      tags,
      params: EvidenceInPath,
      response: { 200: success('The item.', ref(HandedEvidence)) },
    },
    async handler(request) {
      const { id, evidenceId } = request.params
      const reader = await readerOf(office, request)
      const loaded = foundOr404(await readItem(office.pools, reader, placeOf(id), evidenceId as EvidenceId))
      const handover = foundOr404(loaded.handover)
      assertRemit(act, reader, handover)
      return shown(handover, loaded.evidence, reader)
    },
  })

  const served = { path, placeOf, of, purpose: true } as const
  serveBytes(app, office, {
    ...served,
    operationId: 'viewHandoverEvidence',
    noun: 'copy',
    use: 'view',
    act: 'handover-evidence-opening',
    summary: 'View the copy of an item',
    description:
      'The copy that is shown: without location and other metadata. You confirm the receipt of the hand-over first, and say what for. That you opened it is in its ledger before the first byte leaves.',
    rules: [...partyRules('handover-evidence-opening'), 'R-EVI-06', 'R-EVI-10', 'R-EVI-11', 'R-EVI-12'],
  })
  serveBytes(app, office, {
    ...served,
    operationId: 'downloadHandoverEvidence',
    noun: 'content',
    use: 'download',
    act: 'handover-evidence-download',
    summary: 'Download the original of an item',
    description:
      'The bytes as they were taken in, whole or a range of them, where the recording agency marked the original: `ETag` is the digest that the hand-over names. You confirm the receipt of the hand-over first, and say what for. Every download is in the ledger before the first byte leaves. A connection that breaks off before `Content-Length` bytes have come means that the stored item turned out to be damaged.',
    rules: [...partyRules('handover-evidence-download'), 'R-EVI-06', 'R-EVI-10', 'R-EVI-12', 'R-CRH-08'],
  })
  serveCustody(
    app,
    { office, cursors },
    {
      path,
      placeOf,
      operationId: 'readHandoverCustody',
      of,
      act,
      description:
        'What the ledger of an item says of this hand-over, oldest first: that it was handed on, and each opening and download by your agency, with who and when. What other agencies do with the item is not yours to read.',
    },
  )
}

/** As it went by the frozen version, and as it is now. */
function shown(handover: Handover, evidence: EvidenceAt, caller: Caller) {
  const item = foundOr404(handover.content.evidence.find(({ evidenceId }) => evidenceId === evidence.state.id))
  const loaded = { evidence: { ...evidence, fault: null }, violation: undefined, referral: undefined }
  return toHandedEvidence(item, evidence.state, allowedOnHanded(loaded, handover, caller))
}
