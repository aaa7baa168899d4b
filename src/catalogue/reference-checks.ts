import type { CatalogueName, CatalogueRow, Law } from '../domain/catalogue.ts'
import { overlaps } from '../domain/intervals.ts'
import type { Refuse } from './catalogue.ts'

/** Every code that a row refers to has a row that is valid in some of the same time. */
export function checkReferences(law: Law, refuse: (name: CatalogueName) => Refuse): void {
  const refer = referring(law, refuse)
  refer('violation-types', 'breaches', row => row.breaches, 'provisions')
  refer('violation-types', 'penaltyProvisions', row => row.penaltyProvisions, 'provisions')
  refer('provisions', 'consequences', row => row.consequences, 'provisions')
  refer('sanctions', 'interimSubstitute', row => row.interimSubstitute, 'sanctions')
  refer('checklists', 'violationTypes', row => row.violationTypes, 'violation-types')
  refer('checklists', 'completionClock', row => row.completionClock, 'clocks')
  refer('contests', 'regions', row => row.regions, 'regions')
  refer('clocks', 'calendar', row => row.calendar, 'calendars')
  refer('regions', 'parent', row => row.parent, 'regions')
  refer('escalation-steps', 'clock', row => row.clock, 'clocks')
  checkStandIns(law, refuse('sanctions'))
  checkUnits(law, refuse('clocks'))
}

function referring(law: Law, refuse: (name: CatalogueName) => Refuse) {
  return <Name extends CatalogueName>(
    name: Name,
    field: string,
    codesOf: (row: Law[Name][number]) => readonly string[] | string | null,
    target: CatalogueName,
  ) => {
    const targets = Map.groupBy<string, CatalogueRow>(law[target], ({ code }) => code)
    for (const [i, row] of law[name].entries()) {
      const codes = codesOf(row)
      for (const [j, code] of [codes ?? []].flat().entries()) {
        const at = `/rows/${i}/${field}${Array.isArray(codes) ? `/${j}` : ''}`
        const rows = targets.get(code) ?? refuse(name)(at, `${code} is not a code of ${target}`)
        if (!rows.some(other => overlaps(other, row))) {
          refuse(name)(at, `${code} is valid at no time at which this row is, see ${target}`)
        }
      }
    }
  }
}

/** What may not be imposed yet has a substitute that may. */
function checkStandIns({ sanctions }: Law, refuse: Refuse): void {
  for (const [i, row] of sanctions.entries()) {
    if (row.enforceableFrom === null && row.interimSubstitute === null) {
      refuse(`/rows/${i}/interimSubstitute`, 'must name what stands in for a sanction that is not enforceable')
    }
    const substitute = sanctions.find(({ code }) => code === row.interimSubstitute)
    if (substitute !== undefined && substitute.enforceableFrom === null) {
      refuse(`/rows/${i}/interimSubstitute`, `${substitute.code} is not enforceable itself`)
    }
  }
}

/** Working days are counted in a calendar, and nothing else is. */
function checkUnits({ clocks }: Law, refuse: Refuse): void {
  for (const [i, { unit, calendar, zone }] of clocks.entries()) {
    if ((unit === 'working-day') !== (calendar !== null)) {
      refuse(
        `/rows/${i}/calendar`,
        unit === 'working-day' ? 'must name a calendar' : `must be null, for a ${unit} is counted in none`,
      )
    }
    if (!isZone(zone)) refuse(`/rows/${i}/zone`, `${zone} is not a time zone`)
  }
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat
  } catch {
    return false
  }
}
