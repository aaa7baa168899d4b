import type { UploadHolder } from '../db/uploads.ts'

/** How long it may take until we see that a connection has closed: what was sent on it before is read first. */
const usualGraceMs = 1_000

type Running = { readonly closed: Promise<void>; readonly ended: Promise<void>; isClosed: boolean }

/**
 * The appends under way in this process. Whoever asks about an upload after their connection broke off must not overtake
 * what is left of it: they would be told an offset that is not the last one.
 */
export type RunningAppends = {
  /** Runs an append; `whenOver` calls when nobody waits for its answer any more, at once where that is so already. */
  run<Result>(
    holder: UploadHolder,
    id: string,
    whenOver: (listener: () => void) => void,
    append: () => Promise<Result>,
  ): Promise<Result>
  /** Resolves when every append of this upload whose connection has closed has kept what it keeps. */
  afterBroken(holder: UploadHolder, id: string): Promise<void>
}

export function createRunningAppends(graceMs: number = usualGraceMs): RunningAppends {
  const running = new Map<string, Set<Running>>()
  // Of other people's uploads nobody waits for anything: even that would tell that they are there.
  const nameOf = ({ agency, person }: UploadHolder, id: string) => `${agency} ${person} ${id}`

  return {
    async run(holder, id, whenOver, append) {
      const name = nameOf(holder, id)
      const closing = Promise.withResolvers<void>()
      const ending = Promise.withResolvers<void>()
      const one: Running = { closed: closing.promise, ended: ending.promise, isClosed: false }
      whenOver(() => {
        one.isClosed = true
        closing.resolve()
      })
      const all = running.get(name) ?? new Set()
      running.set(name, all.add(one))
      try {
        return await append()
      } finally {
        all.delete(one)
        if (all.size === 0 && running.get(name) === all) running.delete(name)
        ending.resolve()
      }
    },

    async afterBroken(holder, id) {
      const all = running.get(nameOf(holder, id)) ?? []
      await Promise.all(
        [...all].map(async one => {
          await firstOf([one.ended, one.closed], graceMs)
          if (one.isClosed) await one.ended
        }),
      )
    },
  }
}

async function firstOf(promises: readonly Promise<void>[], mostMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, mostMs)
  try {
    await Promise.race([...promises, late])
  } finally {
    clearTimeout(timer)
  }
}
