import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { ConfigError } from '../../src/config.ts'
import { listCatalogueChanges, recordCatalogueChanges } from '../../src/db/catalogue-changes.ts'
import type { CatalogueChange, ReviewedLaw } from '../../src/domain/catalogue.ts'
import { kominfo, openDesk } from './desk.ts'

const law = readCatalogues()
const second: CatalogueChange = { version: 2, date: '2026-12-01', by: 'Biro Hukum', why: 'The decree was read.' }
const third: CatalogueChange = { ...second, version: 3, why: 'Read again.' }

/** The law with other change entries for its clocks, and with rows of another digest. */
function withClocks(changes: readonly CatalogueChange[], digest = law.digests.clocks): ReviewedLaw {
  return { ...law, changes: { ...law.changes, clocks: changes }, digests: { ...law.digests, clocks: digest } }
}
const given = law.changes.clocks
const otherRows = 'a'.repeat(64)

t.test('changes of the law are recorded once, and contradictions keep the service from starting', async t => {
  const { pools, admin } = await openDesk(t)
  const recorded = async () => {
    const rows = await listCatalogueChanges(pools, kominfo, 'clocks')
    return rows.map(({ version, by, why, digest }) => [version, by, why, digest])
  }
  const refusedBecause = async (brought: ReviewedLaw, reason: RegExp) => {
    const before = await recorded()
    await t.rejects(recordCatalogueChanges(pools, brought), { constructor: ConfigError, message: reason })
    t.strictSame(await recorded(), before, 'and nothing is recorded')
  }
  const founding = given.map(({ version, by, why }) => [version, by, why, law.digests.clocks])

  await t.test('services that start together record each change once', async t => {
    await Promise.all(Array.from({ length: 8 }, () => recordCatalogueChanges(pools, law)))
    await recordCatalogueChanges(pools, law)
    t.strictSame(await recorded(), founding)
    const [row] = await admin`select count(*)::int as count from catalogue_changes`
    t.equal(row?.['count'], Object.values(law.changes).flat().length)
  })

  await t.test('other rows without a change entry are refused', () =>
    refusedBecause(withClocks(given, otherRows), /^catalogue clocks: version 1 is on record with other rows/),
  )
  await t.test('an entry that was rewritten is refused', () =>
    refusedBecause(
      withClocks(given.map(entry => ({ ...entry, by: 'Somebody else' }))),
      /^catalogue clocks: version 1 differs from the entry on record/,
    ),
  )

  await t.test('other rows with a change entry are taken, and say who and why', async t => {
    await recordCatalogueChanges(pools, withClocks([...given, second], otherRows))
    t.strictSame(await recorded(), [[2, second.by, second.why, otherRows], ...founding])
  })
  await t.test('a version never goes back', () =>
    refusedBecause(law, /^catalogue clocks: version 2 is on record and not in the file/),
  )

  await t.test('a version whose rows never came here has no digest', async t => {
    const fourth = { ...third, version: 4 }
    await recordCatalogueChanges(pools, withClocks([...given, second, third, fourth], 'b'.repeat(64)))
    t.strictSame((await recorded()).map(([version, , , digest]) => [version, digest]).slice(0, 2), [
      [4, 'b'.repeat(64)],
      [3, null],
    ])
  })

  await t.test('nobody rewrites what is recorded', async t => {
    await t.rejects(admin`update catalogue_changes set why = 'x'`, { code: 'PN006' })
    await t.rejects(admin`delete from catalogue_changes`, { code: 'PN006' })
    await t.rejects(admin`truncate catalogue_changes`, { code: 'PN006' })
  })
})
