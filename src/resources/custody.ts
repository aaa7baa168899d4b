import Type, { type Static } from 'typebox'
import type { listCustody } from '../db/lists.ts'
import type { EvidenceEvent } from '../domain/evidence.ts'
import { named, ref } from '../http/named-schema.ts'
import { ActRecord, closed, count, oneOfThoseKnown, pageOf, sha256 } from './words.ts'

/** What the ledger calls each event. */
export const ledgerWords = {
  EvidenceCollected: 'collected',
  EvidenceReceived: 'received',
  EvidenceDescribed: 'described',
  EvidenceScanned: 'scanned',
  EvidenceCopied: 'copied',
  EvidenceSealed: 'sealed',
  EvidenceExcluded: 'excluded',
  EvidenceHandedOver: 'handed-over',
  EvidenceTakenOver: 'taken-over',
  EvidenceReturned: 'returned',
  EvidenceShared: 'shared',
  EvidenceHandedOn: 'handed-on',
  EvidenceOpened: 'opened',
  EvidenceDownloaded: 'downloaded',
  EvidenceDamaged: 'damaged',
  EvidenceErased: 'erased',
  EvidencePassedOn: 'passed-on',
} as const satisfies Record<EvidenceEvent['type'], string>

/** What only the item's own agency reads: a file name may say who sent it, findings what it tried to do. */
const ownDetails: readonly string[] = ['fileName', 'findings', 'contentId']

export const CustodyEntry = named(
  'CustodyEntry',
  Type.Object(
    {
      position: count('Counts 1, 2, 3, … in the ledger of the item.', 1),
      entry: oneOfThoseKnown(Object.values(ledgerWords), 'What happened to the item.'),
      by: ref(ActRecord),
      digest: sha256(
        'Hex SHA-256 of the event in the log, over its salt and its content. Both parties see the same one; the salt stays in the log.',
      ),
      details: Type.Unsafe<Record<string, unknown> | null>({
        type: ['object', 'null'],
        description: 'What the entry says, by its kind. Null once erased by law.',
        // Like the timeline's: each kind of entry has its own members.
        additionalProperties: true,
      }),
    },
    { ...closed, description: 'An entry in the chain of custody: append-only, with who, when and why.' },
  ),
)
export const CustodyPage = named('CustodyPage', pageOf(ref(CustodyEntry), 'The ledger of an item, oldest first.'))

export function toCustodyEntry(
  row: Awaited<ReturnType<typeof listCustody>>[number],
  { own }: { readonly own: boolean },
): Static<typeof CustodyEntry> {
  const { agency, role, person, kind } = row.act
  const details =
    row.details && Object.fromEntries(Object.entries(row.details).filter(([name]) => own || !ownDetails.includes(name)))
  return {
    position: row.version,
    entry: ledgerWords[row.type as EvidenceEvent['type']],
    by: { at: row.at, agency, role, person, kind },
    digest: row.digest,
    details,
  }
}
