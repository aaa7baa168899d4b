// The figures of a service that has served, as Prometheus's own check sees them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startService } from './service.ts'

const scratch = await mkdtemp(join(tmpdir(), 'penerusan-metrics-'))
const service = await startService({ DATA_DIR: scratch, LOG_LEVEL: 'warn', METRICS_PORT: '0' })
try {
  for (const path of ['/healthz', '/v1/violations', '/nothing']) await fetch(service.origin + path)
  const url = /Metrics for Prometheus are on (\S+)/.exec(service.said())?.[1] ?? ''
  const figures = await (await fetch(url)).text()
  const { status, stderr, stdout } = spawnSync('promtool', ['check', 'metrics'], { input: figures, encoding: 'utf8' })
  // It says nothing of ours; names of the process's own figures are those of the client library.
  const ours = `${stdout}${stderr}`.split('\n').filter(line => line.startsWith('penerusan_'))
  assert.deepEqual(ours, [])
  assert.ok(status === 0 || status === 3, `promtool ended with ${status}: ${stderr}`)
  console.log(`${figures.match(/^# TYPE/gm)?.length} families of figures`)
} finally {
  await service.stop()
  await rm(scratch, { recursive: true, force: true })
}
