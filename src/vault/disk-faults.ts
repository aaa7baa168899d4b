import { StoreFull, StoreUnavailable } from './object-store.ts'

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Does work on files and throws what goes wrong with them as StoreFull or StoreUnavailable. */
export async function onDisk<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw toStoreFault(error)
  }
}

/** The fault of a store that a fault of a file is; whatever else is thrown stays itself. */
export function toStoreFault(error: unknown): unknown {
  if (!isFileFault(error)) return error
  if (noRoom.has(error.code)) return new StoreFull(`there is no room on the disk (${error.code})`, { cause: error })
  return new StoreUnavailable(`the disk cannot be used (${error.code})`, { cause: error })
}

/** Whether something is not there. */
export function isAbsence(error: unknown): boolean {
  return isFileFault(error) && error.code === 'ENOENT'
}

function isFileFault(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}
