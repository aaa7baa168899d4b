import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { chainOn } from '../../src/acts/give-copy.ts'
import { ConfigError } from '../../src/config.ts'
import {
  type Directory,
  foundingDirectory,
  readDirectory,
  senderConstraints,
  signatureAlgorithms,
  successionDirectory,
} from '../../src/directory/directory.ts'
import { type AgencyId, holderOf, rolesOf } from '../../src/domain/agencies.ts'
import { routeOf } from '../../src/domain/routing.ts'

const agency = (id: string): AgencyId => id as AgencyId

const ministry = (id: string, higherAuthority: string | null = null) => ({
  id,
  name: { id: `Lembaga ${id}`, en: `Agency ${id}` },
  kind: 'ministry',
  higherAuthority,
})
const mandate = (holder: string, from: string, to: string | null, kind = 'merit-supervision') => ({
  agency: holder,
  mandate: kind,
  from,
  to,
  legalBasis: 'UU 5/2014',
  confidence: 'sourced',
})
const issuer = (owner: string, keys: object = { local: true }) => ({
  issuer: `https://${owner}.example`,
  agency: owner,
  keys,
})

const agreement = (receiver: string, from: string, to: string | null) => ({
  code: `with-${receiver}`,
  sender: 'second',
  receiver,
  purpose: 'Pengawasan konten internet',
  from,
  to,
  legalBasis: 'PKS',
  confidence: 'sourced',
})
const succession = {
  code: 'first-second',
  mandate: 'merit-supervision',
  from: 'first',
  takesEffectOn: '2024-08-24',
  legalBasis: 'SE MenPANRB 4/2024',
  begun: 'second',
  notBegun: 'second',
  begunStatuses: ['accepted'],
  confidence: 'sourced',
}

type Draft = {
  agencies: unknown[]
  mandates: unknown[]
  issuers: unknown[]
  agreements: unknown[]
  successions: unknown[]
  [field: string]: unknown
}
const sound = (): Draft => ({
  agencies: [ministry('first'), ministry('second')],
  mandates: [mandate('first', '2020-01-01', '2024-08-24'), mandate('second', '2024-08-24', null)],
  agreements: [agreement('first', '2020-01-01', '2024-08-24')],
  successions: [succession],
  issuers: [issuer('first'), issuer('second')],
})

t.test(
  'R-CPY-04 the case of an official goes to the minister or head of region of the directories that ship',
  async t => {
    for (const file of [foundingDirectory, successionDirectory]) {
      const chain = chainOn(readDirectory(file), '2024-02-01')
      const routes = ['menpanrb', 'kemendagri', 'boyolali', 'kominfo', 'kasn', 'bawaslu', 'bkn'].map(
        authority => `${authority} ${routeOf(authority as AgencyId, [], chain)?.recipient}`,
      )
      t.strictSame(routes, [
        'menpanrb menpanrb',
        'kemendagri kemendagri',
        'boyolali boyolali',
        'kominfo bkn', // it sends the cases
        'kasn bkn', // it judges them
        'bawaslu bkn', // these two may read in an emergency, so that they impose nothing
        'bkn bkn',
      ])
      const minister = { agency: 'menpanrb' as AgencyId, because: 'exerted-pressure' } as const
      const past = routeOf(minister.agency, [minister], chain)
      t.strictSame(past, { recipient: 'bkn', bypassed: [minister] }, 'nobody stands above a ministry')
      const before = chainOn(readDirectory(file), '2021-08-30')
      t.equal(routeOf(minister.agency, [], before), undefined, 'before PP 94/2021 the directory names nobody')
    }
  },
)

t.test('both directories that ship can be read', async t => {
  for (const path of [foundingDirectory, successionDirectory]) {
    const directory = readDirectory(path)
    t.same(
      directory.issuers.map(row => row.agency),
      directory.agencies.map(row => row.id),
      'each agency has an issuer of its own',
    )
    t.ok(directory.issuers.every(({ keys }) => keys.kind === 'local'))
    for (const name of ['kominfo', 'kasn', 'bkn', 'bawaslu', 'kemendagri', 'menpanrb']) {
      t.ok(
        directory.agencies.some(({ id }) => id === name),
        name,
      )
    }
  }
})

t.test('by the founding agreement KASN judges without an end, and Kominfo records', async t => {
  const { mandates } = readDirectory(foundingDirectory)
  t.equal(holderOf(mandates, 'merit-supervision', '2024-08-23'), 'kasn')
  t.equal(holderOf(mandates, 'merit-supervision', '2099-12-31'), 'kasn')
  t.same(rolesOf(mandates, agency('kominfo'), '2026-01-01'), [
    'recorder',
    'referrer',
    'observer',
    'auditor',
    'archivist',
    'integrator',
  ])
  t.notMatch(rolesOf(mandates, agency('bkn'), '2026-01-01'), ['intake-officer'])
})

t.test('in the real succession BKN holds the mandate from 24 August 2024, that day included', async t => {
  const { mandates } = readDirectory(successionDirectory)
  t.equal(holderOf(mandates, 'merit-supervision', '2024-08-23'), 'kasn')
  t.equal(holderOf(mandates, 'merit-supervision', '2024-08-24'), 'bkn')
  t.same(rolesOf(mandates, agency('kasn'), '2024-08-24'), ['observer', 'auditor', 'archivist', 'integrator'])
  t.match(rolesOf(mandates, agency('bkn'), '2024-08-24'), ['intake-officer', 'case-officer', 'commissioner'])
})

t.test('two may hold one mandate on a day when one of them only finishes what it has', async t => {
  const finishing = { ...mandate('first', '2024-08-24', '2025-01-01'), newMatters: false }
  const { mandates } = readDirectory(written(t, { ...sound(), mandates: [...sound().mandates, finishing] }))
  t.equal(holderOf(mandates, 'merit-supervision', '2024-09-01'), 'second')
  t.match(rolesOf(mandates, agency('first'), '2024-09-01'), ['intake-officer', 'case-officer', 'commissioner'])
})

t.test(
  'the agreement with KASN has no end where it was founded, and ends with the elections of 2024 in the succession',
  async t => {
    const ends = (path: string) => readDirectory(path).agreements.map(({ receiver, to }) => `${receiver} ${to}`)
    t.same(ends(foundingDirectory), ['kasn null'])
    t.same(ends(successionDirectory), ['kasn 2024-11-28', 'bkn 2024-11-28'])
    t.same(readDirectory(foundingDirectory).successions, [])
    t.match(readDirectory(successionDirectory).successions, [
      { from: 'kasn', begun: 'bkn', takesEffectOn: '2024-08-24' },
    ])
  },
)

t.test('a regency answers to its governor, a governor to the home minister', async t => {
  const { agencies } = readDirectory(foundingDirectory)
  const above = (id: string) => agencies.find(row => row.id === id)?.higherAuthority
  t.equal(above('boyolali'), 'jawa-tengah')
  t.equal(above('jawa-tengah'), 'kemendagri')
  t.equal(above('kemendagri'), null)
})

t.test('an issuer without a list of algorithms may use every one of ours', async t => {
  const { issuers } = readDirectory(written(t, sound()))
  t.same(issuers[0]?.algorithms, signatureAlgorithms)
})

t.test('a key file is looked for beside the directory', async t => {
  const folder = t.testdir({
    'agencies.json': JSON.stringify({ ...sound(), issuers: [issuer('first', { file: 'keys/first.json' })] }),
    keys: { 'first.json': '{"keys":[]}' },
  })
  const { issuers } = readDirectory(join(folder, 'agencies.json'))
  t.same(issuers[0]?.keys, { kind: 'file', path: join(folder, 'keys', 'first.json') })
})

t.test('keys by url need TLS, except on this machine', async t => {
  for (const url of [
    'https://keys.example/jwks',
    'http://127.0.0.1:8080/jwks',
    'http://localhost/jwks',
    'http://[::1]/jwks',
  ]) {
    const { issuers } = readDirectory(written(t, { ...sound(), issuers: [issuer('first', { url })] }))
    t.same(issuers[0]?.keys, { kind: 'url', url })
  }
})

t.test('keys may be where the issuer’s own metadata says', async t => {
  const { issuers } = readDirectory(written(t, { ...sound(), issuers: [issuer('first', { discovery: true })] }))
  t.same(issuers[0]?.keys, { kind: 'discovery' })
})

t.test('an issuer may list the clients that are systems', async t => {
  const clientsOf = (row: object) => readDirectory(written(t, { ...sound(), issuers: [row] })).issuers[0]?.clients
  t.strictSame(clientsOf(issuer('first', { local: true })), [])
  t.strictSame(clientsOf({ ...issuer('first', { local: true }), clients: ['issuer-bot'] }), ['issuer-bot'])
  t.throws(() => clientsOf({ ...issuer('first', { local: true }), clients: ['a', 'a'] }), /clients/)
})

t.test('only a local issuer gives plain bearer tokens unless its row says so', async t => {
  const constraintOf = (row: object) =>
    readDirectory(written(t, { ...sound(), issuers: [row] })).issuers[0]?.senderConstraint
  t.equal(constraintOf(issuer('first', { local: true })), 'none')
  t.equal(constraintOf(issuer('first', { discovery: true })), 'any')
  t.equal(constraintOf(issuer('first', { url: 'https://keys.example/jwks' })), 'any')
  for (const senderConstraint of senderConstraints) {
    t.equal(constraintOf({ ...issuer('first', { discovery: true }), senderConstraint }), senderConstraint)
  }
})

t.test('what cannot be true is refused, naming the file, the place and the fault', async t => {
  const faults: [title: string, change: (draft: Draft) => unknown, pointer: string, fault: RegExp][] = [
    ['not an object', () => [], '', /must be object/],
    ['no agencies', ({ agencies: _, ...rest }) => rest, '', /lacks agencies/],
    ['an empty list of agencies', d => ({ ...d, agencies: [] }), '/agencies', /fewer than 1 item/],
    ['an unknown field', d => ({ ...d, agency: [] }), '/agency', /not a known field/],
    [
      'an unknown field of an agency',
      d => row(d, 'agencies', 1, { office: 'x' }),
      '/agencies/1/office',
      /not a known field/,
    ],
    ['an id in capitals', d => row(d, 'agencies', 0, { id: 'KASN' }), '/agencies/0/id', /pattern/],
    ['an id that is a path', d => row(d, 'agencies', 0, { id: '../kasn' }), '/agencies/0/id', /pattern/],
    ['an id used twice', d => row(d, 'agencies', 1, { id: 'first' }), '/agencies/1/id', /already an agency/],
    ['a name in one language', d => row(d, 'agencies', 0, { name: { id: 'Satu' } }), '/agencies/0/name', /lacks en/],
    ['an unknown kind', d => row(d, 'agencies', 0, { kind: 'guild' }), '/agencies/0/kind', /one of ministry, /],
    [
      'an unknown higher authority',
      d => row(d, 'agencies', 1, { higherAuthority: 'third' }),
      '/agencies/1/higherAuthority',
      /third is not an agency/,
    ],
    [
      'an agency above itself',
      d => ({ ...d, agencies: [ministry('first', 'second'), ministry('second', 'first')] }),
      '/agencies/0/higherAuthority',
      /comes back to first/,
    ],
    ['a mandate of nobody', d => row(d, 'mandates', 0, { agency: 'third' }), '/mandates/0/agency', /third is not/],
    [
      'an unknown mandate',
      d => row(d, 'mandates', 0, { mandate: 'taxes' }),
      '/mandates/0/mandate',
      /one of neutrality/,
    ],
    ['no confidence', d => row(d, 'mandates', 0, { confidence: undefined }), '/mandates/0', /lacks confidence/],
    ['a date that is no text', d => row(d, 'mandates', 0, { from: 2020 }), '/mandates/0/from', /must be string/],
    ['a date in another form', d => row(d, 'mandates', 0, { from: '1 Jan 2020' }), '/mandates/0/from', /pattern/],
    [
      'a day that does not exist',
      d => row(d, 'mandates', 0, { from: '2023-02-29' }),
      '/mandates/0/from',
      /no day 2023-02-29/,
    ],
    [
      'an end that does not exist',
      d => row(d, 'mandates', 0, { to: '2024-13-01' }),
      '/mandates/0/to',
      /no day 2024-13-01/,
    ],
    ['an end before the start', d => row(d, 'mandates', 0, { to: '2019-12-31' }), '/mandates/0/to', /after 2020-01-01/],
    ['an empty interval', d => row(d, 'mandates', 0, { to: '2020-01-01' }), '/mandates/0/to', /after 2020-01-01/],
    [
      'two judges on one day',
      d => row(d, 'mandates', 1, { from: '2024-08-23' }),
      '/mandates/1',
      /already has a holder in that time, see \/mandates\/0/,
    ],
    ['two judges without end', d => row(d, 'mandates', 0, { to: null }), '/mandates/1', /already has a holder/],
    [
      'a mandate twice for one agency',
      d => ({
        ...d,
        mandates: [
          mandate('first', '2020-01-01', null, 'personnel-authority'),
          mandate('first', '2021-01-01', '2022-01-01', 'personnel-authority'),
        ],
      }),
      '/mandates/1',
      /already has a holder/,
    ],
    [
      'an agreement with nobody',
      d => row(d, 'agreements', 0, { receiver: 'third' }),
      '/agreements/0/receiver',
      /third is not/,
    ],
    [
      'an agreement with oneself',
      d => row(d, 'agreements', 0, { receiver: 'second' }),
      '/agreements/0/receiver',
      /themselves/,
    ],
    ['an agreement that ends before', d => row(d, 'agreements', 0, { to: '2019-01-01' }), '/agreements/0/to', /after/],
    ['an agreement of no day', d => row(d, 'agreements', 0, { from: '2023-02-29' }), '/agreements/0/from', /no day/],
    [
      'an agreement twice at once',
      d => ({ ...d, agreements: [agreement('first', '2020-01-01', null), agreement('first', '2021-01-01', null)] }),
      '/agreements/1',
      /in force already in that time, see \/agreements\/0/,
    ],
    [
      'a succession to nobody',
      d => row(d, 'successions', 0, { begun: 'third' }),
      '/successions/0/begun',
      /third is not/,
    ],
    ['a succession twice', d => ({ ...d, successions: [succession, succession] }), '/successions/1/code', /already/],
    [
      'two orders for one day',
      d => ({ ...d, successions: [succession, { ...succession, code: 'another' }] }),
      '/successions/1',
      /disposed of already on that day/,
    ],
    [
      'a succession on a day on which no mandate ends',
      d => row(d, 'successions', 0, { takesEffectOn: '2024-08-23' }),
      '/successions/0/takesEffectOn',
      /no merit-supervision of first ends on 2024-08-23/,
    ],
    [
      'a successor without the mandate',
      d => row(d, 'successions', 0, { notBegun: 'first' }),
      '/successions/0/notBegun',
      /first does not hold merit-supervision on 2024-08-24/,
    ],
    [
      'a state that does not move',
      d => row(d, 'successions', 0, { begunStatuses: ['withdrawn'] }),
      '/successions/0/begunStatuses/0',
      /one of sent/,
    ],
    [
      'a state of the other mandate',
      d => row(d, 'successions', 0, { begunStatuses: ['registered'] }),
      '/successions/0/begunStatuses/0',
      /with merit-supervision it must be one of sent/,
    ],
    ['an issuer of nobody', d => row(d, 'issuers', 0, { agency: 'third' }), '/issuers/0/agency', /third is not/],
    [
      'an issuer of two agencies',
      d => row(d, 'issuers', 1, { issuer: 'https://first.example' }),
      '/issuers/1/issuer',
      /already an issuer/,
    ],
    ['an issuer that is no address', d => row(d, 'issuers', 0, { issuer: 'first' }), '/issuers/0/issuer', /https URL/],
    [
      'an issuer without TLS',
      d => row(d, 'issuers', 0, { issuer: 'http://first.example' }),
      '/issuers/0/issuer',
      /https URL/,
    ],
    [
      'an issuer with a query',
      d => row(d, 'issuers', 0, { issuer: 'https://a.example?b' }),
      '/issuers/0/issuer',
      /query/,
    ],
    [
      'no place for keys',
      d => row(d, 'issuers', 0, { keys: {} }),
      '/issuers/0/keys',
      /exactly one of url, file, discovery, local/,
    ],
    [
      'two places for keys',
      d => row(d, 'issuers', 0, { keys: { local: true, url: 'https://a.example' } }),
      '/issuers/0/keys',
      /exactly one of url, file, discovery, local/,
    ],
    [
      'keys without TLS',
      d => row(d, 'issuers', 0, { keys: { url: 'http://a.example' } }),
      '/issuers/0/keys/url',
      /https/,
    ],
    [
      'keys that only sound local',
      d => row(d, 'issuers', 0, { keys: { url: 'http://127.0.0.1.evil.example' } }),
      '/issuers/0/keys/url',
      /https/,
    ],
    [
      'keys with a password',
      d => row(d, 'issuers', 0, { keys: { url: 'https://a:b@c.example' } }),
      '/issuers/0/keys/url',
      /https/,
    ],
    [
      'a key file that is not there',
      d => row(d, 'issuers', 0, { keys: { file: 'no.json' } }),
      '/issuers/0/keys/file',
      /no\.json cannot be read/,
    ],
    [
      'a shared secret',
      d => row(d, 'issuers', 0, { algorithms: ['HS256'] }),
      '/issuers/0/algorithms/0',
      /one of EdDSA/,
    ],
    ['no algorithm', d => row(d, 'issuers', 0, { algorithms: [] }), '/issuers/0/algorithms', /fewer than 1 item/],
  ]
  for (const [title, change, pointer, fault] of faults) {
    const path = written(t, change(sound()))
    const place = pointer === '' ? '' : ` ${pointer}:`
    t.throws(() => readDirectory(path), ConfigError, title)
    t.match(messageOf(path), fault, title)
    t.ok(messageOf(path).startsWith(`agencies file ${path}:${place} `), `${title}: ${messageOf(path)}`)
  }
})

t.test('a file that is not there or is no JSON is refused by name', async t => {
  const folder = t.testdir({ 'half.json': '{"agencies": [' })
  t.match(messageOf(join(folder, 'none.json')), /^agencies file .*none\.json: cannot be read \(ENOENT\)$/)
  t.match(messageOf(join(folder, 'half.json')), /^agencies file .*half\.json: is not JSON \(.*\)$/)
})

t.test('several agencies may monitor at the same time, but only one may judge', async t => {
  const monitoring = ['first', 'second'].map(name => mandate(name, '2020-01-01', null, 'neutrality-monitoring'))
  const directory: Directory = readDirectory(written(t, { ...sound(), mandates: monitoring, successions: [] }))
  t.equal(directory.mandates.length, 2)
})

function row(
  draft: Draft,
  list: 'agencies' | 'mandates' | 'issuers' | 'agreements' | 'successions',
  i: number,
  change: object,
): Draft {
  draft[list][i] = { ...(draft[list][i] as object), ...change }
  return draft
}

function written(t: Test, document: unknown): string {
  const path = join(t.testdirName, 'agencies.json')
  t.testdir({})
  writeFileSync(path, JSON.stringify(document))
  return path
}

function messageOf(path: string): string {
  try {
    readDirectory(path)
    return 'it was read'
  } catch (error) {
    return (error as Error).message
  }
}
