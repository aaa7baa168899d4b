import Type, { type Static } from 'typebox'
import type { Caller } from '../domain/allowed-acts.ts'
import { mostItems } from '../domain/evidence.ts'
import type { EvidenceId } from '../domain/ids.ts'
import { type EvidenceAt, openingsBy, unopenedBy } from '../domain/manifest.ts'
import { currentVersion } from '../domain/referral.ts'
import { named } from '../http/named-schema.ts'
import type { DecisionOnFile } from './decision.ts'
import { closed, count, id, list, oneOf, sha256, text } from './words.ts'
/** What a decision rests on, for whoever drafts or issues it. */
export const DecisionEvidence = named(
  'DecisionEvidence',
  Type.Object(
    {
      versionNumber: count('The frozen version on the table.', 1),
      manifestDigest: sha256('Hex SHA-256 of its manifest.'),
      items: list(
        Type.Object(
          {
            evidenceId: id<EvidenceId>('The item.'),
            title: text(200, 'What it is.', 'Screenshot of the liked post'),
            openedByDrafters: Type.Boolean({ description: 'At least one drafter had opened it.' }),
            openedByYou: Type.Boolean({ description: 'You had.' }),
          },
          closed,
        ),
        mostItems,
        'In the order of the manifest.',
      ),
      warnings: list(
        Type.Object(
          {
            evidenceId: id<EvidenceId>('The item.'),
            code: oneOf(
              ['unopened-by-drafters', 'unopened-by-you'] as const,
              'Who has not opened it. It is a warning and no more: what its level keeps from a drafter stays unopened.',
            ),
          },
          closed,
        ),
        2 * mostItems,
        'What was never opened. A warning and not a bar: the decision will say so for ever.',
      ),
    },
    { ...closed, description: 'The evidence on the table, and who of the deciding officers has opened it.' },
  ),
)

/** The evidence on the table of a decision: as it was pinned once issued, as it is now before. */
export function toDecisionEvidence(
  { referral, issued, draft }: DecisionOnFile,
  evidence: readonly EvidenceAt[],
  caller: Caller,
): Static<typeof DecisionEvidence> {
  const version = issued
    ? referral.versions.find(({ number }) => number === issued.versionNumber)
    : currentVersion(referral)
  if (version === undefined) throw new Error('a decision rests on a version')
  const drafters = issued?.draftedBy ?? draft?.drafters ?? []
  const { manifest } = version
  const openings = issued?.openings ?? openingsBy(drafters, manifest, evidence)
  const unopened = new Set(
    unopenedBy(
      manifest,
      openings.filter(({ person }) => drafters.includes(person)),
    ),
  )
  const unopenedByCaller = new Set(unopenedBy(manifest, openingsBy([caller.person], manifest, evidence)))
  return {
    versionNumber: version.number,
    manifestDigest: version.manifestDigest,
    items: manifest.map(({ evidenceId, title }) => ({
      evidenceId,
      title,
      openedByDrafters: !unopened.has(evidenceId),
      openedByYou: !unopenedByCaller.has(evidenceId),
    })),
    warnings: manifest.flatMap(({ evidenceId }) => [
      ...(unopened.has(evidenceId) ? [{ evidenceId, code: 'unopened-by-drafters' as const }] : []),
      ...(unopenedByCaller.has(evidenceId) ? [{ evidenceId, code: 'unopened-by-you' as const }] : []),
    ]),
  }
}
