import type { Bilingual } from './catalogue.ts'

/** Why a step of the arithmetic is as it is. */
export const stepReasons = {
  'start-day': { en: 'the day it starts is not counted', id: 'hari dimulainya tidak dihitung' },
  'start-moment': { en: 'it starts at this moment', id: 'dimulai pada saat ini' },
  'calendar-day': { en: 'calendar days are counted', id: 'hari kalender dihitung' },
  'working-day': { en: 'working days are counted', id: 'hari kerja dihitung' },
  hour: { en: 'hours are counted to the moment', id: 'jam dihitung tepat sampai saatnya' },
  'rest-day': { en: 'a weekly day of rest is skipped', id: 'hari istirahat mingguan tidak dihitung' },
  'public-holiday': { en: 'a public holiday is skipped', id: 'hari libur nasional tidak dihitung' },
  'joint-leave': { en: 'collective leave is skipped', id: 'cuti bersama tidak dihitung' },
  suspension: { en: 'it is suspended', id: 'jangka waktu ditangguhkan' },
  'clear-day': {
    en: 'the days between are clear days, so it is due the day before them',
    id: 'hari di antaranya harus penuh, sehingga jatuh tempo sehari sebelumnya',
  },
  'no-working-day': {
    en: 'it would be due on a day that is no working day, and its row lets it move',
    id: 'jatuh tempo bukan pada hari kerja, dan ketentuannya membolehkan pergeseran',
  },
  given: { en: 'the day was set by whoever set the deadline', id: 'tanggal ditetapkan oleh yang memberi tenggat' },
} as const satisfies Record<string, Bilingual>
export type StepReason = keyof typeof stepReasons

/**
 * One step of the arithmetic: a run of days (dates, both included) or hours (instants) of the same kind. `count` is how much
 * of the length it adds, `total` how much is counted by then.
 */
export type DeadlineStep = {
  readonly kind: 'start' | 'counted' | 'skipped' | 'moved' | 'set'
  readonly reason: StepReason
  readonly from: string
  readonly to: string
  readonly count: number
  readonly total: number
  /** Weekly days of rest inside a long run, which are not counted. */
  readonly restDays: number
  /** Of a holiday, or of what suspends. */
  readonly name: Bilingual | null
  readonly legalBasis: string | null
}

/** So many steps are shown one by one; a longer computation counts its weekends inside the runs. */
const mostSteps = 60

/** Steps in the order of counting, neighbours of the same kind put together. */
export function grouped(steps: readonly DeadlineStep[]): DeadlineStep[] {
  const runs = steps.reduce<DeadlineStep[]>(joined, [])
  return runs.length <= mostSteps ? runs : runs.reduce<DeadlineStep[]>(withoutWeekends, [])
}

function joined(runs: DeadlineStep[], step: DeadlineStep): DeadlineStep[] {
  const last = runs.at(-1)
  const alike =
    last !== undefined &&
    last.kind === step.kind &&
    last.reason === step.reason &&
    last.name === null &&
    step.name === null
  return alike ? [...runs.slice(0, -1), together(last, step)] : [...runs, step]
}

function withoutWeekends(runs: DeadlineStep[], step: DeadlineStep): DeadlineStep[] {
  const last = runs.at(-1)
  if (last?.kind !== 'counted' || last.name !== null) return [...runs, step]
  if (step.reason === 'rest-day') {
    return [...runs.slice(0, -1), { ...together(last, step), restDays: last.restDays + daysIn(step) }]
  }
  return step.kind === 'counted' && step.name === null ? [...runs.slice(0, -1), together(last, step)] : [...runs, step]
}

function together(last: DeadlineStep, step: DeadlineStep): DeadlineStep {
  return {
    ...last,
    from: last.from < step.from ? last.from : step.from,
    to: last.to > step.to ? last.to : step.to,
    count: last.count + step.count,
    total: step.total,
    restDays: last.restDays + step.restDays,
  }
}

function daysIn({ from, to }: DeadlineStep): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}
