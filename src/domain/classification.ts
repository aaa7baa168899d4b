import {
  type Bilingual,
  type CandidateStatus,
  type Contest,
  inForce,
  type Law,
  type Provision,
  rowInForce,
  type ViolationType,
} from './catalogue.ts'
import { isHeldIn, type StatusInContest, statusIn } from './contests.ts'
import { legalDateOf } from './legal-date.ts'
import { type Fault, Rejection } from './rejection.ts'
import type { EmployeeType, Interaction, ViolationContent } from './violation-content.ts'

/** What somebody did, as far as it is known; nothing of who it was. */
export type DescribedAct = {
  readonly occurredAt: string
  readonly conduct?: string | undefined
  readonly interaction?: Interaction | undefined
  readonly digital?: boolean | undefined
  /** The code of a contest; without it those are looked for that were on, in that region. */
  readonly contest?: string | undefined
  readonly region?: string | undefined
  readonly employeeType?: EmployeeType | undefined
}

export type Classification = {
  readonly date: string
  readonly contests: readonly { readonly code: string; readonly name: Bilingual; readonly status: StatusInContest }[]
  /** Null when no contest says it, or several say different things. */
  readonly candidateStatus: CandidateStatus | null
  readonly steps: readonly Bilingual[]
  readonly fits: readonly Fit[]
  readonly nearly: readonly { readonly type: ViolationType; readonly whyNot: readonly Bilingual[] }[]
}

export type Fit = {
  readonly type: ViolationType
  readonly breaches: readonly Provision[]
  readonly penaltyProvisions: readonly Provision[]
  /** The contests in which it fits; empty where the candidate does not matter. */
  readonly contests: readonly string[]
  readonly why: readonly Bilingual[]
}

/**
 * Which rows of the joint decree fit an act, and why; which nearly do, and why not. It explains and decides nothing: that is the
 * receiving agency's alone.
 */
export function classify(act: DescribedAct, law: Law): Classification {
  const date = legalDateOf(act.occurredAt)
  const contests = contestsOf(act, law, date).map(({ code, name, fixedAt, finalAt }) => ({
    code,
    name,
    status: statusIn({ fixedAt, finalAt }, act.occurredAt),
  }))
  const statuses = [...new Set(contests.map(({ status }) => status).filter(isCandidateStatus))]
  const [only] = statuses
  const candidateStatus = statuses.length === 1 && only !== undefined ? only : null

  const described = law['violation-types'].filter(type => isOfAct(type, act))
  const valid = inForce(described, date)
  const judged = valid.map(type => ({ type, whyNot: obstacles(type, act, statuses) }))
  const known = new Set(valid.map(({ code }) => code))
  const outOfForce = described.filter(({ code }, index) => {
    return !known.has(code) && described.findIndex(other => other.code === code) === index
  })
  return {
    date,
    contests,
    candidateStatus,
    steps: [dateStep(date), ...contestSteps(act, contests, statuses)],
    fits: judged.filter(({ whyNot }) => whyNot.length === 0).map(({ type }) => toFit(type, act, contests, law, date)),
    nearly: [
      ...judged.filter(({ whyNot }) => whyNot.length > 0),
      ...outOfForce.map(type => ({ type, whyNot: [notInForce(type)] })),
    ],
  }
}

/** The suggested row must be one that was valid on the day of the act (R-CLS-01). */
export function refusalOfCategory(
  { suggestedCategory, occurredAt }: ViolationContent,
  law: Law,
): Rejection | undefined {
  if (suggestedCategory === undefined || occurredAt === undefined) return undefined
  const row = rowInForce(law['violation-types'], suggestedCategory, legalDateOf(occurredAt))
  return row === undefined ? new Rejection('R-CLS-01', [{ pointer: '/suggestedCategory', code: 'rule' }]) : undefined
}

/** What looks odd about the suggestion: accepted, because the receiving agency decides. */
export function categoryWarnings(content: ViolationContent, law: Law): Fault[] {
  const { suggestedCategory, occurredAt, interaction } = content
  if (suggestedCategory === undefined || occurredAt === undefined) return []
  const row = rowInForce(law['violation-types'], suggestedCategory, legalDateOf(occurredAt))
  const at = (code: string) => [{ pointer: '/suggestedCategory', code }]
  if (row === undefined) return at('category-not-valid-then')
  if (interaction !== undefined && row.digital === 'no') return at('category-not-digital')
  if (interaction !== undefined && row.interactions.length > 0 && !row.interactions.includes(interaction)) {
    return at('category-of-other-interaction')
  }
  const { contests } = classify(actOf(content, occurredAt, law), law)
  const statuses = contests.map(({ status }) => status).filter(isCandidateStatus)
  return fitsStatus(row, statuses) ? [] : at('category-of-other-candidate-status')
}

/**
 * What a violation says of the act; its person types only when they are all the same. Without an interaction its conduct is
 * that of the category that was suggested.
 */
export function actOf(content: ViolationContent, occurredAt: string, law: Law): DescribedAct {
  const { interaction, place, reportedPersons, suggestedCategory } = content
  const suggested = law['violation-types'].find(({ code }) => code === suggestedCategory)
  const types = new Set(reportedPersons.map(person => ('employeeType' in person ? person.employeeType : undefined)))
  const [employeeType] = types
  return {
    occurredAt,
    ...(interaction === undefined ? suggested && { conduct: suggested.conduct } : { interaction }),
    ...(place?.regionCode !== undefined && { region: place.regionCode }),
    ...(types.size === 1 && employeeType !== undefined && { employeeType }),
  }
}

function contestsOf({ contest, region, occurredAt }: DescribedAct, law: Law, date: string): Contest[] {
  const known = inForce(law.contests, date)
  if (contest !== undefined) return known.filter(({ code }) => code === contest)
  return known.filter(row => statusIn(row, occurredAt) !== 'over' && isHeldIn(row, region))
}

function isCandidateStatus(status: StatusInContest): status is CandidateStatus {
  return status === 'prospective' || status === 'fixed'
}

function isOfAct(type: ViolationType, { conduct, interaction }: DescribedAct): boolean {
  if (conduct !== undefined) return type.conduct === conduct
  return interaction !== undefined && type.interactions.includes(interaction)
}

function fitsStatus({ candidateStatus }: ViolationType, statuses: readonly CandidateStatus[]): boolean {
  return candidateStatus === 'any' || statuses.includes(candidateStatus)
}

function obstacles(type: ViolationType, act: DescribedAct, statuses: readonly CandidateStatus[]): Bilingual[] {
  const found: Bilingual[] = []
  if (!fitsStatus(type, statuses)) {
    found.push(
      type.candidateStatus === 'fixed'
        ? { id: 'Baris ini tentang calon yang sudah ditetapkan.', en: 'This row is about a fixed candidate.' }
        : { id: 'Baris ini tentang bakal calon.', en: 'This row is about a prospective candidate.' },
    )
  }
  if (act.employeeType !== undefined && !type.employeeTypes.includes(act.employeeType)) {
    const name = act.employeeType.toUpperCase()
    found.push({ id: `Baris ini bukan tentang ${name}.`, en: `This row is not about ${name}.` })
  }
  if (act.interaction !== undefined && type.interactions.length > 0 && !type.interactions.includes(act.interaction)) {
    found.push({
      id: 'Baris ini tentang interaksi digital lain.',
      en: 'This row is about another digital interaction.',
    })
  }
  const digital = act.digital ?? (act.interaction === undefined ? undefined : true)
  if (digital !== undefined && type.digital === (digital ? 'no' : 'yes')) {
    found.push(
      digital
        ? { id: 'Baris ini bukan tentang perbuatan digital.', en: 'This row is not about a digital act.' }
        : { id: 'Baris ini tentang perbuatan digital.', en: 'This row is about a digital act.' },
    )
  }
  return found
}

function notInForce({ from, to }: ViolationType): Bilingual {
  const [until, upTo] = to === null ? ['', ''] : [` sampai sebelum ${to}`, ` until before ${to}`]
  return { id: `Berlaku sejak ${from}${until}.`, en: `In force from ${from}${upTo}.` }
}

function toFit(
  type: ViolationType,
  act: DescribedAct,
  contests: Classification['contests'],
  law: Law,
  date: string,
): Fit {
  const provisions = (codes: readonly string[]) => codes.flatMap(code => rowInForce(law.provisions, code, date) ?? [])
  return {
    type,
    breaches: provisions(type.breaches),
    penaltyProvisions: provisions(type.penaltyProvisions),
    contests:
      type.candidateStatus === 'any'
        ? []
        : contests.filter(({ status }) => status === type.candidateStatus).map(({ code }) => code),
    why: [actStep(type, act), ...statusStep(type), ...penaltySteps(type, act)],
  }
}

function dateStep(date: string): Bilingual {
  return {
    id: `Perbuatan terjadi pada ${date} (waktu Jakarta); berlaku baris yang sah pada hari itu.`,
    en: `The act was on ${date} (Jakarta time); the rows valid on that day apply.`,
  }
}

function contestSteps(
  { contest }: DescribedAct,
  contests: Classification['contests'],
  statuses: readonly CandidateStatus[],
): Bilingual[] {
  if (contests.length === 0) {
    return contest === undefined
      ? [{ id: 'Tidak ada pemilihan yang sedang berlangsung.', en: 'No contest was on.' }]
      : [
          {
            id: `Pemilihan ${contest} tidak dikenal pada hari itu.`,
            en: `No contest ${contest} is known on that day.`,
          },
        ]
  }
  const each = contests.map(({ name, status }) => ({
    id: `${name.id}: ${inWords[status].id}.`,
    en: `${name.en}: ${inWords[status].en}.`,
  }))
  if (statuses.length < 2) return each
  const open: Bilingual = {
    id: 'Status calon berbeda menurut pemilihannya; sebutkan pemilihan yang dimaksud.',
    en: 'The candidate’s status differs by contest; name the contest that is meant.',
  }
  return [...each, open]
}

const inWords: Readonly<Record<StatusInContest, Bilingual>> = {
  prospective: { id: 'calon belum ditetapkan (bakal calon)', en: 'candidates were not fixed yet' },
  fixed: { id: 'calon sudah ditetapkan', en: 'candidates were fixed' },
  over: { id: 'hasil sudah final', en: 'the result was final' },
  unknown: { id: 'tanggal penetapan calon belum diketahui', en: 'the day of fixing is not known' },
}

function actStep({ name, conduct }: ViolationType, { interaction }: DescribedAct): Bilingual {
  const what = interaction ?? conduct
  return { id: `${what} termasuk: ${name.id}.`, en: `${what} is covered: ${name.en}.` }
}

function statusStep({ candidateStatus }: ViolationType): Bilingual[] {
  if (candidateStatus === 'any')
    return [{ id: 'Status calon tidak menentukan.', en: 'The candidate’s status does not matter.' }]
  return [
    candidateStatus === 'fixed'
      ? { id: 'Baris ini tentang calon yang sudah ditetapkan.', en: 'The row is about a fixed candidate.' }
      : { id: 'Baris ini tentang bakal calon.', en: 'The row is about a prospective candidate.' },
  ]
}

function penaltySteps({ penaltyClass, penaltyProvisions, track }: ViolationType, { employeeType }: DescribedAct) {
  const steps: Bilingual[] = []
  if (penaltyClass === null) {
    steps.push({ id: 'Tingkat hukuman belum diketahui.', en: 'The class of penalty is not known.' })
  } else if (penaltyProvisions.length === 0) {
    steps.push({ id: `Tingkat ${penaltyClass}, tanpa pasal.`, en: `Class ${penaltyClass}, without an article.` })
  }
  if (employeeType === 'pppk' && track === 'discipline') {
    steps.push({
      id: 'Hukuman disiplin PPPK mengikuti peraturan instansinya sendiri.',
      en: 'The discipline of PPPK follows the regulation of their own agency.',
    })
  }
  return steps
}
