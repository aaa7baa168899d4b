import type { Finding } from '../service/case-file.ts'
import { catalogue } from './forms.ts'
import type { Matter } from './plan-recording.ts'
import type { Random } from './random.ts'
import { criminalShare, provenShare, unprovenOutcomes } from './shares.ts'

/** What is decided about one reported person. Only where somebody is identified can anything be proven. */
export function inventFinding(
  random: Random,
  { form, row, knownOn, persons }: Matter,
  { person, identified }: { readonly person: number; readonly identified: boolean },
): Finding {
  const { criminal, penaltyClass, before } = catalogue[form]
  const track = row.startsWith('KE') ? 'ethics' : 'discipline'
  const number = random.whole(100, 2999)
  const date = daysAfter(knownOn, random.whole(7, 40))
  const instrument = (kind: Finding['instrument']['kind']): Finding['instrument'] => ({
    kind,
    number: `${kind === 'decision' ? 'B' : 'R'}-${number}/KASN/${Number(date.slice(5, 7))}/${date.slice(0, 4)}`,
    date,
    signatory: 'Ketua KASN',
  })

  const proven = random.chance(provenShare)
  const crime = random.chance(criminalShare)
  const otherwise = random.weighted(unprovenOutcomes)
  if (!proven || !identified) {
    return {
      track,
      outcome: otherwise,
      instrument: instrument('decision'),
      reasons: reasonsOf[otherwise],
      legalBasis: legalBasisOf[track],
    }
  }
  if (criminal && crime && track === 'discipline') {
    return {
      track: 'criminal',
      outcome: 'criminal',
      criminalProvisions: ['uu-7-2017-art-494'],
      instrument: instrument('decision'),
      reasons: 'The person belongs to a campaign team and acted for it.',
      legalBasis: legalBasisOf.criminal,
    }
  }
  const known = persons[person]
  const isPppk = known?.identification === 'identified' && known.employeeType === 'pppk'
  // The ladder of a PPPK is that of their own agency, and these agencies have none in the catalogue: but for dismissal,
  // what is left is the row of ethics of the same conduct.
  if (isPppk && track === 'discipline' && penaltyClass !== 'dismissal') {
    const ethical = before?.startsWith('KE') ? before : 'KE-06'
    return {
      track: 'ethics',
      outcome: 'administrative',
      violationTypes: [ethical],
      sanction: 'MORAL-OPEN',
      instrument: instrument('recommendation'),
      reasons: `What was reported is proven and falls under row ${ethical} of the joint decree.`,
      legalBasis: legalBasisOf.ethics,
    }
  }
  return {
    track,
    outcome: 'administrative',
    violationTypes: [row],
    sanction: track === 'ethics' ? 'MORAL-OPEN' : isPppk ? 'PPPK-TERMINATION' : sanctionOf[penaltyClass],
    instrument: instrument('recommendation'),
    reasons: `What was reported is proven and falls under row ${row} of the joint decree.`,
    legalBasis: legalBasisOf[track],
  }
}

/** Codes of the catalogue, for civil servants. */
const sanctionOf = { light: 'PP94-L2', medium: 'PP94-M1', heavy: 'PP94-H1', dismissal: 'PTDH' } as const

const reasonsOf = {
  'not-proven': 'The evidence does not carry it.',
  'no-violation': 'What happened is not forbidden.',
  'time-barred': 'It was reported too late.',
  moot: 'The person has left the service.',
} as const

const legalBasisOf = {
  ethics: 'PP 42/2004 pasal 11 huruf c juncto pasal 15',
  discipline: 'PP 94/2021 pasal 5 huruf n',
  criminal: 'UU 7/2017 pasal 494 juncto pasal 280 ayat (3)',
} as const

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}
