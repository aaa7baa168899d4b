import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { median, medianRun, type Run, ratios } from './figures.ts'

const page = new URL('../docs/benchmarks.md', import.meta.url)
const begin = '<!-- measured: written by npm run bench -- --write -->'
const end = '<!-- end of measured -->'

/** One line of the table, as text. */
export type Row = readonly [what: string, ours: string, bare: string, ratio: string, target: string]

/** A load on the service beside the same load on a bare server; `least` is the share of its throughput to reach. */
export function loadRow(what: string, ours: readonly Run[], bare: readonly Run[], least?: number): Row {
  const all = ratios(ours, bare, 'perSecond')
  return [
    what,
    ofRun(medianRun(ours)),
    ofRun(medianRun(bare)),
    spread(all, asPercent),
    verdict('≥', least, median(all)),
  ]
}

/** Files of one size through the service and through a bare server. */
export function transferRow(
  what: string,
  ours: readonly Run[],
  bare: readonly Run[],
  { size, least }: { readonly size: number; readonly least?: number },
): Row {
  const all = ratios(ours, bare, 'perSecond')
  const show = (runs: readonly Run[]) => `${fixed((medianRun(runs).perSecond * size) / 1024 ** 2)} MiB/s`
  return [what, show(ours), show(bare), spread(all, asPercent), verdict('≥', least, median(all))]
}

/** How a latency grows from one data set to another, by round. */
export function growthRow(what: string, large: readonly Run[], small: readonly Run[], most: number): Row {
  const all = ratios(large, small, 'p95')
  return [
    what,
    `p95 ${fixed(medianRun(large).p95)} ms`,
    `p95 ${fixed(medianRun(small).p95)} ms`,
    spread(all, value => `${value.toFixed(2)}×`),
    `< ${most}× ${median(all) < most ? '✓' : '✗'}`,
  ]
}

/** A figure that has no target, or one of its own. */
export function plainRow(
  what: string,
  ours: readonly number[],
  bare: readonly number[],
  unit: string,
  most?: number,
): Row {
  const show = (values: readonly number[]) => (values.length === 0 ? '–' : `${fixed(median(values))} ${unit}`)
  const ratio = bare.length === 0 ? '–' : `${(median(ours) / median(bare)).toFixed(2)}×`
  const target = most === undefined ? '–' : `≤ ${most} ${unit} ${median(ours) <= most ? '✓' : '✗'}`
  return [what, show(ours), show(bare), ratio, target]
}

/** The table as Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['', 'Penerusan', 'bare', 'ratio: median (lowest to highest round)', 'target']
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** What a reader must know to compare the figures with others. */
export function conditions(facts: Readonly<Record<string, string>>): string {
  const [cpu] = cpus()
  const all = {
    commit: commit(),
    date: new Date().toISOString().slice(0, 10),
    cpu: `${cpu?.model.trim() ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    'load average at the end': loadavg()
      .map(average => average.toFixed(1))
      .join(', '),
    node: process.version,
    fastify: versionOf('fastify'),
    'postgres.js': versionOf('postgres'),
    ...facts,
  }
  return Object.entries(all)
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n')
}

/** Puts the last measurement into docs/benchmarks.md. */
export function writePage(measured: string): void {
  const text = readFileSync(page, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from === -1 || to < from) throw new Error('docs/benchmarks.md has lost the marks of its table')
  writeFileSync(page, `${text.slice(0, from)}${begin}\n\n${measured}\n\n${text.slice(to)}`)
}

function ofRun({ perSecond, p50, p95, p99 }: Run): string {
  return `${Math.round(perSecond)}/s; ${[p50, p95, p99].map(fixed).join(' · ')} ms`
}

function spread(values: readonly number[], show: (value: number) => string): string {
  return `**${show(median(values))}** (${show(Math.min(...values))} to ${show(Math.max(...values))})`
}

function verdict(sign: string, least: number | undefined, reached: number): string {
  if (least === undefined) return '–'
  return `${sign} ${asPercent(least)} ${reached >= least ? '✓' : '✗'}`
}

function asPercent(value: number): string {
  return `${Math.round(value * 100)} %`
}

function fixed(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

function versionOf(name: string): string {
  const text = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const changed = git('status', '--porcelain', '--', 'src').trim() !== ''
    return `${git('rev-parse', '--short', 'HEAD').trim()}${changed ? ', with changes in src' : ''}`
  } catch {
    return 'unknown'
  }
}
