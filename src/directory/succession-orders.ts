import { overlaps } from '../domain/intervals.ts'
import { movedStatuses } from '../domain/succession.ts'
import { movedHandoverStatuses } from '../domain/track-succession.ts'
import { isRealDate } from '../domain/written-time.ts'
import type { DirectoryFile, Refuse } from './directory.ts'

type Parts = Pick<DirectoryFile, 'agencies' | 'mandates' | 'agreements' | 'successions'>

/** Refuses agreements of agencies that are not there, without days, or twice at once. */
export function checkAgreements({ agencies, agreements }: Parts, refuse: Refuse): void {
  for (const [i, row] of agreements.entries()) {
    const at = `/agreements/${i}`
    for (const side of ['sender', 'receiver'] as const) {
      if (!agencies.some(({ id }) => id === row[side])) {
        refuse(`${at}/${side}`, `${row[side]} is not an agency of this file`)
      }
    }
    if (row.sender === row.receiver) refuse(`${at}/receiver`, 'nobody agrees with themselves')
    if (!isRealDate(row.from)) refuse(`${at}/from`, `there is no day ${row.from}`)
    if (row.to !== null && !isRealDate(row.to)) refuse(`${at}/to`, `there is no day ${row.to}`)
    if (row.to !== null && row.to <= row.from) {
      refuse(`${at}/to`, `must be after ${row.from}, for the day itself is not included`)
    }
    const earlier = agreements.slice(0, i).findIndex(other => other.code === row.code && overlaps(other, row))
    if (earlier !== -1) refuse(at, `${row.code} is in force already in that time, see /agreements/${earlier}`)
  }
}

/**
 * Refuses an order that could not be carried out: the mandate must end for the old holder on that day, and whoever gets
 * matters must hold it then.
 */
export function checkSuccessions({ agencies, mandates, successions = [] }: Parts, refuse: Refuse): void {
  for (const [i, row] of successions.entries()) {
    const at = `/successions/${i}`
    if (successions.slice(0, i).some(({ code }) => code === row.code)) {
      refuse(`${at}/code`, `${row.code} is already a succession of this file`)
    }
    if (!isRealDate(row.takesEffectOn)) refuse(`${at}/takesEffectOn`, `there is no day ${row.takesEffectOn}`)
    const twin = successions
      .slice(0, i)
      .findIndex(
        ({ from, mandate, takesEffectOn }) =>
          from === row.from && mandate === row.mandate && takesEffectOn === row.takesEffectOn,
      )
    if (twin !== -1)
      refuse(
        at,
        `the matters of ${row.from} under its ${row.mandate} are disposed of already on that day, see /successions/${twin}`,
      )
    const moved: readonly string[] = row.mandate === 'merit-supervision' ? movedStatuses : movedHandoverStatuses
    for (const [j, status] of row.begunStatuses.entries()) {
      if (!moved.includes(status))
        refuse(`${at}/begunStatuses/${j}`, `with ${row.mandate} it must be one of ${moved.join(', ')}`)
    }
    const ends = mandates.some(
      ({ agency, mandate, to }) => agency === row.from && mandate === row.mandate && to === row.takesEffectOn,
    )
    if (!ends) refuse(`${at}/takesEffectOn`, `no ${row.mandate} of ${row.from} ends on ${row.takesEffectOn}`)
    for (const whose of ['begun', 'notBegun'] as const) {
      const successor = row[whose]
      if (!agencies.some(({ id }) => id === successor)) {
        refuse(`${at}/${whose}`, `${successor} is not an agency of this file`)
      }
      const holds = mandates.some(
        ({ agency, mandate, from, to }) =>
          agency === successor &&
          mandate === row.mandate &&
          from <= row.takesEffectOn &&
          (to === null || row.takesEffectOn < to),
      )
      if (!holds) refuse(`${at}/${whose}`, `${successor} does not hold ${row.mandate} on ${row.takesEffectOn}`)
    }
  }
}
