import { globSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import tap, { type Test } from 'tap'

// To start a process and load the service in it costs more than most test files do. Those that need no process to
// themselves share one; each can still be run alone, as it is.

let current: Test = tap

/** The test that the file of the moment runs as; `import t from 'tap'` gets it wherever files are run here. */
export const ofTheMoment: Test = new Proxy(tap, {
  get(_, member) {
    const value = Reflect.get(current, member, current)
    return typeof value === 'function' ? value.bind(current) : value
  },
})

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'tap' || context.parentURL?.includes('/node_modules/')) return nextResolve(specifier, context)
    return nextResolve(new URL('./current-test.ts', import.meta.url).href, context)
  },
})

/**
 * Runs test files in this process, one after the other. Each is a test: what it sets up ends with it.
 *
 * @param pattern a glob from the project's root
 */
export function runHere(pattern: string): void {
  const files = globSync(pattern).sort()
  if (files.length === 0) throw new Error(`no file matches ${pattern}`)
  for (const file of files) {
    tap.test(file, async test => {
      current = test
      await import(pathToFileURL(file).href)
    })
  }
}
