import type { AgencyId } from '../domain/agencies.ts'
import type { ReporterId, ViolationId } from '../domain/ids.ts'
import type { ReporterIdentity } from '../domain/reporter.ts'
import type { KeyRing, WrappedKey } from '../vault/key-ring.ts'
import { openText, rewrapText, type SealedText, sealText } from '../vault/sealed-text.ts'

/** Where a sealed identity belongs; it opens nowhere else. */
export type ReporterPlace = {
  readonly reporterId: ReporterId
  readonly violationId: ViolationId
  readonly agency: AgencyId
}

export function sealIdentity(keys: KeyRing, identity: ReporterIdentity, place: ReporterPlace): SealedText {
  return sealText(keys, JSON.stringify(identity), nameOf(place))
}

/** Throws KeyUnknown or ContentDamaged. */
export function openIdentity(keys: KeyRing, sealed: SealedText, place: ReporterPlace): ReporterIdentity {
  return JSON.parse(openText(keys, sealed, nameOf(place)))
}

/** Throws KeyUnknown. */
export function rewrapIdentity(keys: KeyRing, wrapped: WrappedKey, place: ReporterPlace): WrappedKey {
  return rewrapText(keys, wrapped, nameOf(place))
}

function nameOf({ reporterId, violationId, agency }: ReporterPlace): string {
  return ['reporter', reporterId, violationId, agency].join(' ')
}
