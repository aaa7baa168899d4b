import type { Test } from 'tap'
import { everyOperation, type Operation } from '../routes/every-operation.ts'
import type { Answer } from '../support/test-app.ts'
import { someAtTurn } from '../support/thorough.ts'
import { beginUpload, type Caller, type Found, type MatrixStage, openMatrix } from './cases.ts'
import { expected, statusOf } from './expectations.ts'
import { leaksIn } from './leaks.ts'
import { type Remit, remitOfOperations } from './remit-of-operations.ts'
import { nowhere, onEach, send, told } from './replies.ts'

const reads = everyOperation.filter(({ method }) => ['GET', 'HEAD', 'OPTIONS'].includes(method))

/** The same list, looked at so that the case is on the page if it is there at all. */
const lists: Readonly<Record<string, (found: Found['found']) => readonly string[]>> = {
  listViolations: () => ['?limit=200'],
  listReferrals: ({ violationId }) => ['?limit=200', `?violationId=${violationId}`],
  listReceivedCopies: () => ['?limit=200'],
  listObligations: () => ['?limit=200'],
  // What is masked in one state may be read in another, so an export is looked at case by case.
  exportReferrals: ({ violationId }) => [`?violationId=${violationId}`],
}

type Cell = {
  readonly operation: Operation
  readonly remit: Remit
  readonly one: Found
  readonly caller: Caller
  readonly answer: Answer
}

/** Walks every operation that reads × every caller in these states, and holds each answer to the published table. */
export async function walkReads(t: Test, stages: readonly MatrixStage[]): Promise<void> {
  const { world, callers, reach } = await openMatrix(t)
  const upload = await beginUpload(world)
  /** What a caller is told of a thing that is not there, and how they were refused it first. */
  const absences = new Map<string, Promise<string>>()
  const refusals = new Map<string, string>()
  let cells = 0
  let walked = 0

  const read = (operation: Operation, { ground }: Remit, found: Found['found'], { client }: Caller, more = '') =>
    send(operation, found, client, path => (ground === 'upload' && found !== nowhere ? upload : path + more))

  const deviationOf = async ({ operation, remit, one, caller, answer }: Cell): Promise<string | undefined> => {
    const wanted = expected(remit, caller, one)
    const status = wanted === 'allowed' ? operation.success : statusOf[wanted]
    if (answer.status !== status) return `expected ${status}`
    const key = `${operation.id} ${caller.name}`
    if (wanted === 'absent') {
      const absence = absences.get(key) ?? read(operation, remit, nowhere, caller).then(told)
      absences.set(key, absence)
      if (told(answer) !== (await absence)) return `hidden ${told(answer)} is not absent ${await absence}`
    }
    if (wanted === 'refused') {
      const first = refusals.get(key) ?? told(answer)
      refusals.set(key, first)
      if (told(answer) !== first) return `refused otherwise in another state: ${told(answer)} and ${first}`
    }
    return leaksIn(operation.id, answer, caller, one)
  }

  for (const [from, stage] of stages.entries()) {
    await t.test(`${stage}: what is read is what the published table says (R-ACC-01, R-ACC-02, R-ACC-03)`, async t => {
      const one = await reach(stage)
      const deviations: string[] = []
      const attempts = reads.flatMap((operation, turn) =>
        someAtTurn(callers, from + turn).map(caller => ({ operation, caller })),
      )
      walked += attempts.length
      await onEach(attempts, async ({ operation, caller }) => {
        const remit = remitOfOperations[operation.id]
        if (remit === undefined) throw new Error(`${operation.id} has no place in the matrix`)
        for (const more of lists[operation.id]?.(one.found) ?? ['']) {
          cells += 1
          const answer = await read(operation, remit, one.found, caller, more)
          const wrong = await deviationOf({ operation, remit, one, caller, answer })
          const place = `${operation.id}${more} ${caller.name}: ${answer.status} ${answer.body.code ?? ''}`
          if (wrong !== undefined) deviations.push(`${place}: ${wrong}`)
        }
      })
      t.strictSame(deviations, [])
    })
  }

  t.comment(`${cells} cells: ${reads.length} operations that read, ${callers.length} callers, ${stages.length} states`)
  t.ok(cells >= walked && walked >= (reads.length * callers.length * stages.length) / 6 && callers.length >= 27)
}
