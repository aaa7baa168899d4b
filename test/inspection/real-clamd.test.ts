import t from 'tap'
import { createClamd } from '../../src/inspection/clamd.ts'
import { createInspector } from '../../src/inspection/inspect.ts'
import { png, report, zip } from './harmless-files.ts'
import { eicar } from './hostile-files.ts'
import { generated, made } from './made-content.ts'

/** Where a real clamd listens, as `.ci/clamd.sh` prints it. */
const address = process.env['TEST_CLAMD']
const skip = address === undefined ? 'TEST_CLAMD is not set' : false

t.test('ClamAV finds its test file, also in an archive, and nothing in what is clean (D-F6)', { skip }, async t => {
  const { inspect } = createInspector({ clamd: createClamd({ address: address ?? '', timeoutMs: 20_000 }) })
  const found = { verdict: 'quarantined', findings: [{ code: 'malware', detail: /^Eicar/i }] }
  t.match(await inspect(made(eicar, 'catatan.txt')), found)
  t.match(await inspect(made(zip([{ name: 'catatan.txt', content: eicar }]))), found)
  t.match(await inspect(made(report, 'catatan.txt')), { verdict: 'clean', findings: [] })
  t.match(await inspect(made(png(), 'layar.png')), { verdict: 'clean', findings: [] })
  t.match(await inspect(made('')), { verdict: 'clean', findings: [] })
})

t.test('ClamAV takes a hundred megabytes', { skip }, async t => {
  const clamd = createClamd({ address: address ?? '', timeoutMs: 20_000 })
  const filling = Buffer.alloc(1024 ** 2, 'x1y2z3')
  const large = generated({ head: filling, filling, tail: filling, size: 100 * 1024 ** 2 }, 'a')
  t.strictSame(await clamd.scan(large.open()), { infected: false })
})

t.test('without ClamAV nothing is said of a content (D-F6)', { skip }, async t => {
  const stopped = createClamd({ address: `${address}.stopped`, timeoutMs: 1000 })
  await t.rejects(createInspector({ clamd: stopped }).inspect(made(report)), { name: 'ScannerUnavailable' })
})
