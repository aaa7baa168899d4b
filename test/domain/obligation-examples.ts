import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { type Act, systemJobs } from '../../src/domain/act.ts'
import type { AgencyId, PersonId } from '../../src/domain/agencies.ts'
import type { PenaltyClass } from '../../src/domain/decision.ts'
import type { ObligationId } from '../../src/domain/ids.ts'
import { type Imposed, imposed, type Obligation, type RecordedObligationEvent } from '../../src/domain/obligation.ts'
import { evolveObligation } from '../../src/domain/obligation-history.ts'
import type { Terms } from '../../src/domain/obligation-timing.ts'
import { disciplinary, kasn, on, referralId, sari } from './examples.ts'

export const boyolali = 'boyolali' as AgencyId
export const homeAffairs = 'kemendagri' as AgencyId
export const civilService = 'bkn' as AgencyId

/** The law as it ships, and Boyolali's place in the directory. */
export const terms: Terms = {
  law: readCatalogues(),
  agencyFor: (addressee, obliged) => {
    if (addressee === 'obliged-agency') return obliged
    if (addressee === 'home-affairs') return obliged === homeAffairs ? undefined : homeAffairs
    return addressee === 'civil-service-administration' ? civilService : kasn
  },
}

/** The same in a next version of the law, in which a clock, that of the follow-up if not said, has so many days. */
export const termsWith = (length: number, code = 'personnel-follow-up'): Terms => ({
  ...terms,
  law: {
    ...terms.law,
    clocks: terms.law.clocks.map(clock => (clock.code === code ? { ...clock, length } : clock)),
    versions: { ...terms.law.versions, clocks: terms.law.versions.clocks + 1 },
  },
})

const person = (number: number) => `018d5e00-0000-7000-8000-00000000007${number}` as PersonId
const acts =
  (agency: AgencyId, person: PersonId, role: 'personnel-officer' | 'compliance-officer' | 'commissioner') =>
  (at: string): Act => ({ kind: 'person', agency, person, role, at })
export const personnelOfficer = acts(boyolali, person(1), 'personnel-officer')
export const complianceOfficer = acts(civilService, person(2), 'compliance-officer')
export const ministryOfficer = acts(homeAffairs, person(3), 'personnel-officer')
export const commissioner = acts(kasn, person(4), 'commissioner')
export const sweep = (at: string): Act => ({
  kind: 'system',
  agency: kasn,
  person: systemJobs['obligation-sweep'] as PersonId,
  role: 'obligation-sweep',
  at,
})

export const obligationId = '018d5e00-0000-7000-8000-0000000000f1' as ObligationId

/** A medium penalty for Sari, ordered on 1 February 2024, which her regent is to impose. */
export const ordered: Imposed = {
  id: obligationId,
  referralId,
  number: 1,
  kind: 'penalty-imposition',
  decisionNumber: 1,
  person: sari,
  track: 'discipline',
  instrument: { ...disciplinary.instrument, date: '2024-02-01' },
  legalBasis: disciplinary.legalBasis,
  penalty: { penaltyClass: 'medium', sanction: null },
  addressee: boyolali,
  bypassed: [],
}

export function begun(changes: Partial<Imposed> = {}, at = on(1)): RecordedObligationEvent {
  const act = commissioner(at)
  return { ...imposed({ ...ordered, ...changes }, act, terms), act }
}

export function obligationOf(events: readonly RecordedObligationEvent[]): Obligation {
  const state = events.reduce<Obligation | undefined>(evolveObligation, undefined)
  if (state === undefined) throw new Error('an obligation begins with an event')
  return state
}

export const report = {
  instrument: { number: '862/112/2024', date: '2024-02-05', signatory: 'Bupati Boyolali' },
  penaltyClass: 'medium',
  inForceFrom: '2024-02-27',
  document: { reference: 'IDIS/2024/1187' },
} as const
export const lighter = { ...report, penaltyClass: 'light', deviation: 'She was moved to a lower post before.' } as const
/** Against the regent's decision of 5 February, received on the 6th and filed on the 12th. */
export const objection = {
  kind: 'objection',
  filedOn: '2024-02-12',
  against: { number: '862/112/2024', date: '2024-02-05', receivedOn: '2024-02-06' },
  suspends: true,
} as const
export const decided = (outcome: 'uphold' | 'annul' | 'inadmissible') =>
  ({ outcome, instrument: { number: '41/2024', date: '2024-02-20' }, explanation: 'Heard.' }) as const
/** A dismissal, which is heavy by its class and goes to the appeal body. */
export const dismissal = { ...report, penaltyClass: 'heavy', sanction: 'PP94-H3' } as const
export const changed = (outcome: 'lighten' | 'aggravate', penaltyClass: PenaltyClass) =>
  ({ ...decided('uphold'), outcome, penaltyClass }) as const
