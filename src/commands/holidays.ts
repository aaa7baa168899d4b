import { readCatalogues } from '../catalogue/catalogue.ts'
import { readConfig } from '../config.ts'
import { runCommand, say, UsageError } from './command-line.ts'

const usage = `Usage: npm run -s holidays -- <year>

Proposes public holidays of a year for catalogue/calendars.json, as rows to review against the joint decree of three
ministers, and names the rows there that the library does not have. It changes nothing.`

await runCommand({ usage, takesWords: true }, async ({ positionals }) => {
  const [year = '', ...more] = positionals
  if (!/^\d{4}$/.test(year) || more.length > 0) throw new UsageError('expected a year, as in 2027 (--help says more)')
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
  if (shipped.length > 0) say(`only in the calendar: ${shipped.join(', ')}`)
  return JSON.stringify(rows, null, 2)
})
