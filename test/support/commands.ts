import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { project, type startService } from './service.ts'

const run = promisify(execFile)
const there = await Promise.all(['bash', 'curl'].map(program => run(program, ['--version']).catch(() => null)))

/** Why commands of the documents cannot be run here; false when they can. */
export const cannotRun = there.includes(null) && 'needs bash and curl, as the document does'

/** The sections of a document with these titles. */
export function sectionsOf(document: string, ...titles: readonly string[]): string {
  const sections = document.split(/^(?=## )/m)
  return titles
    .map(title => {
      const found = sections.find(section => section.startsWith(`## ${title}\n`))
      if (found === undefined) throw new Error(`the document has no section ${title}`)
      return found
    })
    .join('')
}

/** The commands of a document, in its order: its fenced blocks in this language, with `mark` after it. */
export function commandsOf(document: string, mark = ''): string {
  const blocks = new RegExp(`^\`\`\`sh${mark && ` ${mark}`}\\n([\\s\\S]*?)^\`\`\``, 'gm')
  return [...document.matchAll(blocks)].map(([, block]) => block).join('\n')
}

type Answer = Record<string, unknown> & { status?: unknown; code?: unknown }
type Running = Pick<Awaited<ReturnType<typeof startService>>, 'url' | 'env'>

/** Runs commands literally, but for the address of the service; resolves to what it answered, in order. */
export async function runCommands({ url, env }: Running, commands: string, cwd = project): Promise<Answer[]> {
  const script = commands.replaceAll('http://127.0.0.1:3000', url)
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd, env, maxBuffer: 2 ** 26 })
  return stdout
    .replaceAll('}{', '}\n{')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Answer)
}

export const isProblem = ({ code, status }: Answer) => typeof code === 'string' && typeof status === 'number'

/** The states that the answers tell of, in order. */
export function statusesOf(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ status }) => (typeof status === 'string' ? [status] : []))
}
