import t from 'tap'
import { placeBytes } from '../../examples/evidence/exif.ts'
import { meetingPlace } from '../../examples/stories/boyolali-exhibits.ts'
import { reporter } from '../../examples/stories/boyolali-persons.ts'
import { readRecord } from './record.ts'
import { runDemo, startService } from './running-service.ts'
import { layWire } from './wire.ts'

t.test('the like and Boyolali are played to their end, and only one reply says who reported', async t => {
  const service = await startService(t)
  const wire = await layWire(t, service.url)
  const { code, told, said } = await runDemo(t, ['--url', wire.url], { DATA_DIR: service.dataDir })
  t.equal(code, 0)
  t.equal(said, '')

  const cases = await readRecord(service)
  t.strictSame(
    cases.map(({ status, reported }) => ({ status, reported })),
    [
      { status: 'referred', reported: false },
      { status: 'referred', reported: true },
    ],
  )
  const referrals = cases.flatMap(({ referrals }) => referrals)
  t.match(referrals, [
    { status: 'closed', versionNumber: 2, returns: [Array], decisions: [{ outcome: 'administrative' }] },
    {
      status: 'closed',
      versionNumber: 3,
      returns: [Array],
      decisions: [
        { outcome: 'criminal', track: 'criminal' },
        { outcome: 'administrative', track: 'discipline' },
      ],
    },
  ])

  const secrets = [reporter.name, reporter.contact, reporter.nip, reporter.statement]
  for (const secret of secrets) {
    t.equal(wire.passed.filter(({ sent }) => sent.includes(secret)).length, 1, 'it is sent once')
    const betraying = wire.passed.filter(({ replied }) => replied.includes(secret))
    t.match(betraying, [{ path: /^\/v1\/referrals\/[^/]+\/reporter$/ }], 'and comes back to whoever was let open it')
    t.equal(betraying.length, 1, 'once')
    t.notOk(told.includes(secret), 'nor is it printed')
  }

  const places = placeBytes(meetingPlace)
  const having = (part: 'sent' | 'replied') =>
    wire.passed.filter(one => places.some(place => one[part].includes(place))).map(({ path }) => path)
  t.equal(having('sent').length, 1, 'the photo says where it was taken')
  t.strictSame(having('replied'), [], 'and no copy that is shown does')

  for (const shown of [
    'violation-incomplete',
    'missing  /knownAt',
    'referrer-is-recorder',
    'role-required',
    'issuer-is-drafter',
    'not-found',
    'custody-gap',
    'evidence-not-taken-over',
    'evidence-given-back',
    'reporter-named',
    'reporter-not-opened',
    'handling-forbids',
    'unopened-by-you',
    'obligations-unsettled',
    'unblock-too-early',
  ])
    t.match(told, shown)
  const rows = { like: /On 2023-12-04: PD-06, discipline, heavy/, earlier: /On 2023-11-12: KE-04, ethics, moral/ }
  t.match(told, rows.like, 'the same like is heavy discipline after the candidates are fixed')
  t.match(told, rows.earlier, 'and ethics before')
  t.match(told, /A gap: Evidence, at least one clean item|A gap: A screenshot/, 'the preflight tells gaps')
  const taken = [...told.matchAll(/^ {6}Step (\d): [^.]*?, to\s+([\w-]+)\.$/gm)].map(([, n, to]) => `${n} ${to}`)
  t.strictSame(taken, ['1 jawa-tengah', '2 jawa-tengah', '3 kemendagri', '4 bkn'], 'silence escalates by rule')
  t.match(told, /PP94-M1-INTERIM, its substitute[\s\S]*late; the obligation is\s+executed[\s\S]*lifts the block/)
  t.equal(told.match(/Referral closed$/gm)?.length, 2, 'and both timelines end with the closure')
  t.equal(told.match(/^The chain of custody of “/gm)?.length, 2, 'each followed by the custody of an item')
  t.equal(
    told.match(/^ *\d+ .+ penerusan\.referral-closed /gm)?.length,
    2,
    'the closure is the last entry of both feeds',
  )
  t.equal(told.match(/service\s+says:\s+same\./g)?.length, 2, 'what either has followed is what it was told')
  const [, both] = told.match(/Both agencies were told of (\d+) events\./) ?? []
  t.ok(Number(both) > 40, `with the same digests in both feeds: ${both}`)
  t.notMatch(told, '\u001b', 'in plain text')
})
