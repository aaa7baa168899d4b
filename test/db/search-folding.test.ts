import fc from 'fast-check'
import t from 'tap'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { wordsOf } from '../../src/domain/search-text.ts'
import { isThorough } from '../support/thorough.ts'
import { createServiceDatabase, finding, kominfo, openDesk, workOf } from './desk.ts'

const urls = await createServiceDatabase(t)
const desk = await openDesk(t, { urls })
const { admin, pools } = desk
const work = workOf(desk)

/** Whether a text that is asked for finds what was said, or a name, by the functions that acts and searches use. */
async function isFound(asked: string, { said = '', name = '' }: { said?: string; name?: string }): Promise<boolean> {
  const words = wordsOf(asked)
  const [row] = await admin<[{ found: boolean }]>`
    select search_words(jsonb_build_array(${said}::text), jsonb_build_array(${name}::text))
           @@ search_query(${JSON.stringify({ words })}::text::jsonb) as found`
  return row.found
}

const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzáàâäãåçéèêëíìîïñóòôöõøúùûüýÿšžćłđıßșқжяйω')
const word = fc.string({ unit: letters, minLength: 2, maxLength: 12 }).map(said => `q${said}`)
const unseen = fc.constantFrom(...'\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u202e\u2066\ufe0f\u{e0041}')

/** Ways of writing the same text that look alike, or differ in case. */
const manners: Record<string, fc.Arbitrary<(text: string) => string>> = {
  composed: fc.constant(text => text.normalize('NFC')),
  decomposed: fc.constant(text => text.normalize('NFD')),
  'in full width': fc.constant(text =>
    text.replaceAll(/[!-~]/g, character => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)),
  ),
  'in mathematical letters': fc.constant(text =>
    text.replaceAll(/[a-z]/g, character => String.fromCodePoint((character.codePointAt(0) ?? 0) - 97 + 0x1d41a)),
  ),
  'with what nobody sees': fc
    .array(unseen, { minLength: 1, maxLength: 4 })
    .map(
      hidden => (text: string) =>
        [...text].map((character, at) => character + (hidden[at % hidden.length] ?? '')).join(''),
    ),
  'with marks': fc
    .constantFrom('\u0301', '\u0332', '\u0489', '\u20dd')
    .map(mark => (text: string) => `${[...text].join(mark)}${mark}`),
  'in upper case': fc.constant(text => text.toUpperCase()),
  'in lower case': fc.constant(text => text.toLowerCase()),
  'in Turkish upper case': fc.constant(text => text.toLocaleUpperCase('tr')),
}

t.test('a word is found however it is written, on either side', async t => {
  for (const [manner, ways] of Object.entries(manners)) {
    await t.test(manner, async t => {
      await fc.assert(
        fc.asyncProperty(word, ways, fc.boolean(), async (said, write, asks) => {
          const [kept, asked] = asks ? [said, write(said)] : [write(said), said]
          return (await isFound(asked, { name: kept })) && (await isFound(asked, { said: kept }))
        }),
        { numRuns: isThorough ? 1_000 : 60 },
      )
      t.pass()
    })
  }
})

t.test('names as they are typed', async t => {
  const found: [asked: string, kept: string][] = [
    ['siti', 'Sıti'],
    ['İstiqomah', 'istiqomah'],
    ['Ma\u02bcruf', "Ma'ruf"],
    ['Ma’ruf', "Ma'ruf"],
    ['jose', 'José'],
    ['Jum\u2010at', 'Jum-at'],
    ['strasse', 'Straße'],
    ['kampanye', '“Kampanye”…'],
    ['“kampanye”', 'Kampanye'],
    ['jakarta bandung', 'Jakarta–Bandung'],
    ['pemilu', '🗳️Pemilu✅'],
    ['office', 'o\ufb03ce'],
    ['"Budi Santoso"', 'Bu\u00addi\u00a0San\u200btoso'],
    ['１９８５０４１２２０１００１２００３', '198504122010012003'],
  ]
  for (const [asked, kept] of found) t.ok(await isFound(asked, { name: kept }), `${asked} ${kept}`)
  for (const other of ['sita', 'sti', 'situ']) t.notOk(await isFound(other, { name: 'Sıti' }), other)
  t.notOk(await isFound('\u3164', { name: 'Siti' }), 'what has nothing to be seen finds nothing')
})

t.test('no text is too long to be kept, whatever it becomes', async t => {
  for (const long of ['ﷺ'.repeat(60_000), 'ﷺ '.repeat(60_000), 'e\u0301'.repeat(100_000), 'ß\u200b '.repeat(80_000)]) {
    t.ok(await isFound('qawal', { said: `qawal ${long}` }))
  }
})

t.test('what is plain is not touched, and what is folded stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme-ascii' }), async text => {
      const [row] = await admin<[{ folded: string }]>`select search_folded(${text}::text) as folded`
      return row.folded === text
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async text => {
      const [row] = await admin<[{ once: string; twice: string }]>`
        select search_folded(${text}::text) as once, search_folded(search_folded(${text}::text)) as twice`
      return row.once === row.twice
    }),
    { numRuns: isThorough ? 2_000 : 200 },
  )
})

t.test(
  'cases of before are found too, once the database is brought up to date, and a rebuild has nothing to mend',
  async t => {
    const person = { identification: 'identified', name: 'Wıra\u200bt\u0332maja' } as const
    const id = await work.record({ ...finding, reportedPersons: [person] })
    await work.document(id)
    await work.send(id)
    const found = async (kind: string) => {
      const asked = JSON.stringify({ words: wordsOf('wiratmaja') })
      return pools.run(
        kominfo,
        'find',
        ({ sql }) => sql`select id from find_newest(${kind}, null, ${asked}::text::jsonb, 10)`,
      )
    }
    t.equal((await found('violation')).length, 1)

    await admin`update search_entries set document = ts_delete(document, 'wiratmaja')`
    t.strictSame([...(await found('violation')), ...(await found('referral'))], [])
    await admin`delete from public.migrations where name = '0031-search-folds-letters.sql'`
    await setUpDatabase({ ...urls, directory: readDirectory(foundingDirectory), log: () => {} })
    t.equal((await found('violation')).length, 1)
    t.equal((await found('referral')).length, 1)

    const rebuilt = await rebuildProjections({ ...urls, log: () => {} })
    t.strictSame(rebuilt.search_entries, { removed: 0, written: 0 })
  },
)

t.end()
