// What the lock files promise: the same packages everywhere, from whatever registry the reader uses, and no script of
// theirs that we have not looked at.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

type Locked = {
  version?: string
  resolved?: string
  integrity?: string
  link?: boolean
  hasInstallScript?: boolean
  optionalDependencies?: Record<string, string>
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const { allowScripts } = read('../package.json') as { allowScripts: Record<string, boolean> }

for (const path of ['../package-lock.json', 'package-lock.json']) {
  const { packages } = read(path) as { packages: Record<string, Locked> }
  const faults = Object.entries(packages)
    .filter(([place]) => place !== '')
    .flatMap(([place, { resolved, integrity, link, hasInstallScript, optionalDependencies = {} }]) => {
      const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
      const absent = Object.keys(optionalDependencies).filter(
        optional => !(`node_modules/${optional}` in packages) && !(`${place}/node_modules/${optional}` in packages),
      )
      return [
        ...(resolved === undefined ? [] : [`${name} names a registry`]),
        ...(link === true ? [`${name} is a folder of this machine`] : []),
        ...(integrity === undefined ? [`${name} has no checksum`] : []),
        ...absent.map(optional => `${name} wants ${optional}, which is not in the lock`),
        // The tools of the checks are installed without any scripts.
        ...(hasInstallScript && path.startsWith('..') && !allowScripts[name] ? [`${name} runs a script`] : []),
      ]
    })
  assert.deepEqual(faults, [], path)
}
