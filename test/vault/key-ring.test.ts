import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createKeyRing, KeyFileUnusable, KeyUnknown, makeKeyFile, readKeyRing } from '../../src/vault/key-ring.ts'

const [old, current] = [
  { id: '2025-11', key: randomBytes(32) },
  { id: '2026-11', key: randomBytes(32) },
]
const dataKey = randomBytes(32)

t.test('the first key wraps, and every key unwraps what it has wrapped', async t => {
  const before = createKeyRing([old]).wrap(dataKey, 'object')
  t.equal(before.keyId, '2025-11')
  t.match(before.wrappedKey, /^[\w-]{80}$/)
  const ring = createKeyRing([current, old])
  t.equal(ring.wrap(dataKey, 'object').keyId, '2026-11')
  t.ok(dataKey.equals(ring.unwrap(before, 'object')))
  t.ok(dataKey.equals(ring.unwrap(ring.wrap(dataKey, 'object'), 'object')))
  t.not(ring.wrap(dataKey, 'object').wrappedKey, ring.wrap(dataKey, 'object').wrappedKey)
})

t.test('a wrapped key opens for its object only, under its key only, and only unchanged', async t => {
  const ring = createKeyRing([current, old])
  const wrapped = ring.wrap(dataKey, 'object')
  const opens = (keyId: string, wrappedKey: string, object: string) => () => ring.unwrap({ keyId, wrappedKey }, object)
  t.throws(opens(wrapped.keyId, wrapped.wrappedKey, 'another'), KeyUnknown)
  t.throws(opens(old.id, wrapped.wrappedKey, 'object'), KeyUnknown)
  t.throws(opens('2024-11', wrapped.wrappedKey, 'object'), KeyUnknown)
  t.throws(() => createKeyRing([{ id: current.id, key: randomBytes(32) }]).unwrap(wrapped, 'object'), KeyUnknown)

  const bytes = Buffer.from(wrapped.wrappedKey, 'base64url')
  for (let place = 0; place < bytes.length; place++) {
    const changed = Buffer.from(bytes)
    changed[place] = (changed[place] ?? 0) ^ 1
    t.throws(opens(wrapped.keyId, changed.toString('base64url'), 'object'), KeyUnknown, `byte ${place}`)
  }
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.subarray(0, length).toString('base64url')
    t.throws(opens(wrapped.keyId, cut, 'object'), KeyUnknown, `${length} bytes of it`)
  }
})

t.test('a file of keys is read in its order', async t => {
  const encoded = [current, old].map(({ id, key }) => ({ id, key: key.toString('base64url') }))
  const ring = await readKeyRing(await fileWith(t, JSON.stringify({ keys: encoded })))
  t.equal(ring.wrap(dataKey, 'object').keyId, '2026-11')
  t.ok(dataKey.equals(ring.unwrap(createKeyRing([old]).wrap(dataKey, 'object'), 'object')))
})

t.test('a file of keys that cannot be used says why in one line, without anything of the keys', async t => {
  const secret = randomBytes(32).toString('base64url')
  const short = randomBytes(31).toString('base64url')
  const of = (...keys: unknown[]) => JSON.stringify({ keys })
  const files: [text: string, why: RegExp][] = [
    ['', /it is not JSON$/],
    [`{ "keys": [ { "id": "a", "key": "${secret}" `, /it is not JSON$/],
    [secret, /it is not JSON$/],
    ['null', /it has no list "keys"$/],
    [JSON.stringify([{ id: 'a', key: secret }]), /it has no list "keys"$/],
    [JSON.stringify({ keys: { a: secret } }), /it has no list "keys"$/],
    [of(), /there is no key$/],
    [of({ key: secret }), /key number 1 has no "id"$/],
    [of({ id: 'a', key: secret }, { id: '', key: secret }), /key number 2 has no "id"$/],
    [of({ id: 7, key: secret }), /key number 1 has no "id"$/],
    [of(secret), /key number 1 has no "id"$/],
    [of({ id: 'a' }), /key "a" is not in base64url$/],
    [of({ id: 'a', key: `${secret}=` }), /key "a" is not in base64url$/],
    [of({ id: 'a', key: short }), /key "a" is not of 32 bytes$/],
    [of({ id: 'a', key: `${secret}AAAA` }), /key "a" is not of 32 bytes$/],
    [of({ id: 'a', key: secret }, { id: 'a', key: secret }), /there are two keys "a"$/],
  ]
  for (const [text, why] of files) {
    const path = await fileWith(t, text)
    const error = await readKeyRing(path).then(
      () => undefined,
      thrown => thrown,
    )
    t.type(error, KeyFileUnusable)
    t.match(error.message, why)
    t.ok(error.message.includes(path) && !error.message.includes('\n'))
    t.notOk(JSON.stringify([error.message, error.stack, error.cause]).includes(secret.slice(0, 8)), 'no key material')
  }
  await t.rejects(readKeyRing('/no/such/file'), { name: 'KeyFileUnusable', message: /cannot be read \(ENOENT\)$/ })
})

t.test('a file of keys is made for its owner alone, and never made anew', async t => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'new', 'keys.json')
  await makeKeyFile(path)
  const text = await readFile(path, 'utf8')
  await makeKeyFile(path)
  t.equal(await readFile(path, 'utf8'), text)
  t.strictSame(await readdir(join(folder, 'new')), ['keys.json'])
  if (process.platform !== 'win32') t.equal((await stat(path)).mode & 0o777, 0o600)
  t.match((await readKeyRing(path)).wrap(dataKey, 'object').keyId, /^\d{4}-\d\d-\d\d$/)

  const others = await fileWith(t, 'of others')
  await makeKeyFile(others)
  t.equal(await readFile(others, 'utf8'), 'of others')
})

t.test('of several processes at once, all use the same file of keys', async t => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'keys.json')
  const source = join(import.meta.dirname, '../../src/vault/key-ring.ts')
  const script = `
    const { makeKeyFile } = await import(${JSON.stringify(source)})
    await makeKeyFile(${JSON.stringify(path)})
    const { readFileSync } = await import('node:fs')
    process.stdout.write(readFileSync(${JSON.stringify(path)}, 'utf8'))`
  const seen = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let output = ''
      child.stdout.setEncoding('utf8').on('data', text => {
        output += text
      })
      await once(child, 'close')
      return output
    }),
  )
  const text = await readFile(path, 'utf8')
  t.ok(text.length > 60)
  for (const output of seen) t.equal(output, text)
  t.strictSame(await readdir(folder), ['keys.json'])
})

async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'penerusan-keys-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function fileWith(t: Test, text: string): Promise<string> {
  const path = join(await temporaryFolder(t), 'keys.json')
  await writeFile(path, text)
  return path
}
