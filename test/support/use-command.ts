import { pathToFileURL } from 'node:url'
import type { Use, UseAnswer } from './uses-of-command.ts'

// Uses a command again and again in one process, each time as if it had just been started; prints what came of each.
const [usual = '', uses = '[]'] = process.argv.slice(2)
const environment = process.env
const answers: UseAnswer[] = []
let use: UseAnswer = { code: 0, stdout: '', stderr: '' }
console.log = (text: string) => {
  use.stdout += `${text}\n`
}
console.error = (text: string) => {
  use.stderr += `${text}\n`
}
for (const [index, { command = usual, args, env = {} }] of (JSON.parse(uses) as Use[]).entries()) {
  use = { code: 0, stdout: '', stderr: '' }
  process.argv = [process.execPath, command, ...args]
  process.env = { ...environment, ...env }
  process.exitCode = 0
  await import(`${pathToFileURL(command).href}?use=${index}`)
  use.code = Number(process.exitCode)
  answers.push(use)
}
process.stdout.write(JSON.stringify(answers))
process.exitCode = 0
