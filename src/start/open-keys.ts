import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, ConfigError } from '../config.ts'
import { KeyFileUnusable, type KeyRing, makeKeyFile, readKeyRing } from '../vault/key-ring.ts'

/** The files of keys: what each wraps is sealed apart, so that nobody who has one opens the other. */
const keyFiles = {
  evidence: { variable: 'EVIDENCE_KEYS', made: 'evidence-keys.json', what: 'evidence can be read again' },
  reporters: { variable: 'REPORTER_KEYS', made: 'reporter-keys.json', what: 'reporter can be read again' },
  webhooks: { variable: 'WEBHOOK_KEYS', made: 'webhook-keys.json', what: 'webhook can be signed for' },
} as const

/**
 * The keys of a file, or of one in the data folder that is made when it is not there: not in production, where everybody
 * must know where the keys are. Throws ConfigError when they cannot be used.
 */
export async function openKeys(
  kind: keyof typeof keyFiles,
  file: string | undefined,
  { dataDir, mode }: Pick<Config, 'dataDir' | 'mode'>,
): Promise<KeyRing> {
  const { variable, made, what } = keyFiles[kind]
  if (file === undefined && mode === 'production') {
    throw new ConfigError(`${variable} must be set in production: without those keys no ${what}`)
  }
  try {
    if (file !== undefined) return await readKeyRing(file)
    const path = join(dataDir, made)
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await makeKeyFile(path)
    return await readKeyRing(path)
  } catch (error) {
    if (error instanceof KeyFileUnusable) throw new ConfigError(`${variable}: ${error.message}`, { cause: error })
    throw error
  }
}
