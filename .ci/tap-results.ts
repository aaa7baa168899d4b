// Reads the TAP stream of a test run: says which tests failed and why, and writes their numbers to a file for the sum.
import { readFileSync, writeFileSync } from 'node:fs'
import { type FinalResults, Parser, type Result } from 'tap-parser'

const [stream, numbers] = process.argv.slice(2)
if (stream === undefined || numbers === undefined) throw new Error('usage: tap-results.ts <stream> <numbers>')

const counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
/** How many had failed when each of the files began that are being read: one, or a suite and one of its files. */
const failedBefore: number[] = []

const isFile = (name: string) => name.endsWith('.test.ts')

/** A test is what a file names with t.test, or asserts outside of one. Files that share a process are below it. */
function countFile(file: Parser): void {
  failedBefore.push(counts.failed)
  file.on('complete', ({ count: asserts }: FinalResults) => {
    if (asserts > 0 || !isFile(file.name)) return
    counts.failed += 1
    failures.push(`${file.name}: no test was run`)
  })
  file.on('child', test => {
    if (isFile(test.name)) countFile(test)
    else test.on('assert', (assert: Result) => tellFailure(file, test, assert))
  })
  file.on('assert', (test: Result) => (isFile(test.name) ? countFileItself(test) : count(test)))
}

/** A file counts as a test of its own only if it fails without one: it could not be loaded, or ended early. */
function countFileItself({ ok, name }: Result): void {
  if (counts.failed > (failedBefore.pop() ?? 0) || ok) return
  counts.failed += 1
  failures.push(`${name}: the file failed outside of its tests`)
}

function count(test: Result): void {
  if (test.skip || test.todo) counts.skipped += 1
  else if (test.ok) counts.passed += 1
  else {
    counts.failed += 1
    failures.push(`not ok: ${test.fullname}`)
  }
}

function tellFailure(file: Parser, test: Parser, { ok, todo, skip, name, diag }: Result): void {
  if (ok || todo || skip) return
  failures.push(`${file.name} > ${test.name} > ${name}\n${diag?.diff ?? ''}${diag?.stack ?? ''}`)
}

const run = new Parser()
run.on('child', countFile)
run.on('assert', countFileItself)
let complete = false
run.on('complete', results => {
  complete = results.ok
})
run.end(readFileSync(stream, 'utf8'))

for (const failure of failures) console.log(failure)
console.log(`tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
writeFileSync(numbers, `${counts.passed} ${counts.failed}\n`)
if (!complete || counts.failed > 0 || counts.passed === 0) process.exitCode = 1
