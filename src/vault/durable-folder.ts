import { mkdir, open } from 'node:fs/promises'
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
