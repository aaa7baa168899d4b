import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flushFolder, makeFolder } from './durable-folder.ts'

/** A data key, encrypted: under which key, and the nonce, the encrypted key and the tag in base64url. */
export type WrappedKey = { readonly keyId: string; readonly wrappedKey: string }

/** The keys that encrypt data keys. The first is current; the others only unwrap what they have wrapped earlier. */
export type KeyRing = {
  /** Of the key that wraps. */
  readonly currentId: string
  /** Encrypts a data key so that it opens only for that object. */
  wrap(dataKey: Uint8Array, object: string): WrappedKey
  /** Throws KeyUnknown when no key of the ring has wrapped it for that object. */
  unwrap(wrapped: WrappedKey, object: string): Uint8Array
}

export type KeyEncryptionKey = { readonly id: string; readonly key: Uint8Array }

/** The key that wraps this content's key is not among those configured. */
export class KeyUnknown extends Error {
  override readonly name = 'KeyUnknown'
}

/** The file of keys cannot be used. The message says why in one line, without anything of the keys. */
export class KeyFileUnusable extends Error {
  override readonly name = 'KeyFileUnusable'
}

const keyLength = 32
const nonceLength = 12
const tagLength = 16

/** Throws RangeError when there is no key, or one is not of 32 bytes, or two have the same id. */
export function createKeyRing(keys: readonly KeyEncryptionKey[]): KeyRing {
  const [current] = keys
  if (current === undefined) throw new RangeError('there is no key')
  const byId = new Map<string, Uint8Array>()
  for (const { id, key } of keys) {
    if (key.length !== keyLength) throw new RangeError(`key ${JSON.stringify(id)} is not of ${keyLength} bytes`)
    if (byId.has(id)) throw new RangeError(`there are two keys ${JSON.stringify(id)}`)
    byId.set(id, key)
  }

  return {
    currentId: current.id,

    // Nonces are random: one key may wrap 2^32 data keys (NIST SP 800-38D, section 8.3), and is to be replaced before.
    wrap(dataKey, object) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(object))
      const sealed = [nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]
      return { keyId: current.id, wrappedKey: Buffer.concat(sealed).toString('base64url') }
    },

    unwrap({ keyId, wrappedKey }, object) {
      const key = byId.get(keyId)
      if (key === undefined) throw new KeyUnknown(`key ${JSON.stringify(keyId)} is not configured`)
      const sealed = Buffer.from(wrappedKey, 'base64url')
      try {
        const nonce = sealed.subarray(0, nonceLength)
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
          .setAAD(Buffer.from(object))
          .setAuthTag(sealed.subarray(-tagLength))
        const dataKey = decipher.update(sealed.subarray(nonceLength, -tagLength))
        decipher.final()
        return dataKey
      } catch (cause) {
        // Another key under the same id looks no different, and must not make all contents look damaged.
        throw new KeyUnknown(`key ${JSON.stringify(keyId)} is not the one that wrapped this`, { cause })
      }
    },
  }
}

/** Reads `{ "keys": [ { "id": "2026-11", "key": "<base64url of 32 bytes>" }, … ] }`. Throws KeyFileUnusable. */
export async function readKeyRing(path: string): Promise<KeyRing> {
  const keys = await readKeys(path)
  try {
    return createKeyRing(keys)
  } catch (error) {
    throw unusable(path, error instanceof RangeError ? error.message : 'its keys are refused')
  }
}

function unusable(path: string, why: string): KeyFileUnusable {
  return new KeyFileUnusable(`the key file ${path} cannot be used: ${why}`)
}

async function readKeys(path: string): Promise<KeyEncryptionKey[]> {
  const text = await readFile(path, 'utf8').catch(error => {
    throw unusable(path, `it cannot be read (${error.code})`)
  })
  const keys = parseKeys(text)
  if (typeof keys === 'string') throw unusable(path, keys)
  return keys
}

/** What is wrong instead, without a cause: the messages of JSON.parse quote what they could not read. */
function parseKeys(text: string): KeyEncryptionKey[] | string {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    return 'it is not JSON'
  }
  if (!isRecord(file) || !Array.isArray(file['keys'])) return 'it has no list "keys"'
  const keys: KeyEncryptionKey[] = []
  for (const [index, entry] of file['keys'].entries()) {
    const { id, key } = isRecord(entry) ? entry : {}
    if (typeof id !== 'string' || id === '') return `key number ${index + 1} has no "id"`
    if (typeof key !== 'string' || !/^[\w-]*$/.test(key)) return `key ${JSON.stringify(id)} is not in base64url`
    keys.push({ id, key: Buffer.from(key, 'base64url') })
  }
  return keys
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/**
 * Makes a file with one key, unless there is one. Of several processes at once, `link` lets one file win, complete from
 * its first moment. It is durable when this resolves, for whatever is encrypted next depends on it.
 */
export function makeKeyFile(path: string): Promise<void> {
  return writeKeys(path, [newKey([])], async draft => {
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  })
}

/** Puts a new key before those of the file: it is current from the next start on. Returns its id. Throws KeyFileUnusable. */
export async function addKey(path: string): Promise<string> {
  const keys = await readKeys(path)
  const added = newKey(keys.map(({ id }) => id))
  await writeKeys(path, [added, ...keys], draft => rename(draft, path))
  return added.id
}

function newKey(taken: readonly string[]): KeyEncryptionKey {
  const day = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length)
  const id = [day, ...Array.from({ length: taken.length }, (_, index) => `${day}-${index + 2}`)].find(
    candidate => !taken.includes(candidate),
  )
  return { id: id ?? randomUUID(), key: randomBytes(keyLength) }
}

async function writeKeys(
  path: string,
  keys: readonly KeyEncryptionKey[],
  publish: (draft: string) => Promise<void>,
): Promise<void> {
  const content = { keys: keys.map(({ id, key }) => ({ id, key: Buffer.from(key).toString('base64url') })) }
  await makeFolder(dirname(path))
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx', mode: 0o600, flush: true })
    await publish(draft)
  } finally {
    await rm(draft, { force: true })
  }
  await flushFolder(dirname(path))
}
