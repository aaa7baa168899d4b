import { readCatalogues } from '../catalogue/catalogue.ts'
import { readConfig } from '../config.ts'

const usage = `Usage: npm run -s holidays -- <year>

Proposes public holidays of a year for catalogue/calendars.json, as rows to review against the joint decree of three
ministers, and names the rows there that the library does not have. It changes nothing.
`

const [year = ''] = process.argv.slice(2)
if (year === '--help' || !/^\d{4}$/.test(year)) {
  process[year === '--help' ? 'stdout' : 'stderr'].write(usage)
  process.exitCode = year === '--help' ? 0 : 1
} else {
  const { differences } = await import('../catalogue/proposed-holidays.ts')
  const law = readCatalogues(readConfig(process.env).catalogueFolder)
  const [calendar] = law.calendars
  if (calendar === undefined) throw new Error('there is no calendar')
  const { library, shipped } = differences(calendar, Number(year))
  const rows = library.map(({ date, name }) => ({
    date,
    kind: 'public-holiday',
    name,
    legalBasis: `SKB Tiga Menteri tentang hari libur nasional dan cuti bersama tahun ${year}`,
    confidence: 'unverified',
  }))
  process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  if (shipped.length > 0) process.stderr.write(`only in the calendar: ${shipped.join(', ')}\n`)
}
