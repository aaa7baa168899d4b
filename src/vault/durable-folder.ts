import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'

/** Makes a folder that only its owner may enter, with those it lies in, and so that it survives the loss of power. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  const above = dirname(resolve(first))
  for (let folder = resolve(path); relative(above, folder) !== ''; ) {
    folder = dirname(folder)
    await flushFolder(folder)
  }
}

/** Makes a folder likewise, but none of those it lies in, and does not flush these; false when it is there already. */
export async function addFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Puts a file where it is there whole or not at all, also after the loss of power. */
export async function placeFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
  await flushFolder(dirname(path))
}

/** A new name is durable only when the folder is written. */
export async function flushFolder(path: string): Promise<void> {
  // Windows cannot open a folder to flush it.
  if (process.platform === 'win32') return
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
