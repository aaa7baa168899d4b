// npm before 11 takes node_modules/.bin/node away again, together with the Node packages of other platforms. This puts
// it back after an installation, so that npm's scripts run on Node 24 whatever the system's Node is. JavaScript, not
// TypeScript: it is the system's Node that runs it.
import { chmodSync, existsSync, linkSync, symlinkSync } from 'node:fs'

const onWindows = process.platform === 'win32'
const program = onWindows ? 'node.exe' : 'node'
const target = `../node-${onWindows ? 'win' : process.platform}-${process.arch}/bin/${program}`

const folder = new URL('../node_modules/.bin/', import.meta.url)
const installed = new URL(target, folder)
const link = new URL(program, folder)

if (existsSync(installed) && !existsSync(link)) {
  chmodSync(installed, 0o755)
  // Windows lets only administrators make symbolic links.
  if (onWindows) linkSync(installed, link)
  else symlinkSync(target, link)
}
