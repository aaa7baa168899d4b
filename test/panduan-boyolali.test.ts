import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { cannotRun, commandsOf, isProblem, runCommands, sectionsOf, statusesOf } from './support/commands.ts'
import { project, startService } from './support/service.ts'
import { unlessThorough } from './support/thorough.ts'

const guide = readFileSync(join(project, 'docs/panduan.md'), 'utf8')

t.test(
  'the officer’s guide tells of Boyolali to the block and its end',
  { skip: cannotRun || unlessThorough },
  async t => {
    const service = await startService(t)
    const answers = await runCommands(service, commandsOf(sectionsOf(guide, 'Persiapan', 'Kisah kedua: Boyolali')))

    t.strictSame(answers.filter(isProblem), [], 'nothing is refused')
    const examined = ['documented', 'received', 'accepted', 'under-examination', 'under-examination']
    const decided = ['draft', 'draft', 'issued', 'issued', 'received', 'registered']
    const silence = ['open', 'open', 'open', 'open', 'open', 'open']
    t.strictSame(statusesOf(answers), [...examined, ...decided, ...silence, 'executed', 'executed', 'closed'])

    const blocked = answers.filter(({ block }) => block !== undefined && block !== null)
    t.match(blocked.at(-1), {
      steps: [
        { code: 'reminder', addressee: 'jawa-tengah', confidence: 'inferred' },
        { code: 'warning', addressee: 'jawa-tengah', confidence: 'inferred' },
        { code: 'home-affairs-ultimatum', addressee: 'kemendagri', confidence: 'sourced' },
        { code: 'data-block', addressee: 'bkn', confidence: 'sourced' },
      ],
      unblock: { reference: 'SIASN-BLK/2024/0311-B' },
    })
  },
)
