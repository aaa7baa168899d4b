import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import openapi from '../../openapi/openapi.json' with { type: 'json' }
import { readConfig } from '../../src/config.ts'
import { problems } from '../../src/problems.ts'
import { createInstruments } from '../../src/telemetry/instruments.ts'
import { variables } from '../../src/variables.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const operations = read('docs/operations.md')
const migrations = readdirSync(join(root, 'src/db/migrations'))
  .map(name => read(join('src/db/migrations', name)))
  .join('\n')
const operationIds = Object.values(openapi.paths).flatMap(path =>
  Object.values(path as Record<string, { operationId?: string }>).flatMap(({ operationId }) => operationId ?? []),
)

type Rule = {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly action: string }
}
const alerts = parse(read('docs/operations/alerts.yaml')).groups.flatMap(
  (group: { rules: Rule[] }) => group.rules,
) as Rule[]
const figures = new Map(
  createInstruments({ version: '0' })
    .registry.getMetricsAsArray()
    .map(figure => [figure.name, figure as typeof figure & { readonly labelNames: readonly string[] }]),
)

t.test('every alert is on figures and labels that the service has', async t => {
  t.ok(alerts.length > 10)
  for (const { alert, expr } of alerts) {
    const named = [...expr.matchAll(/\b(penerusan_\w+)(?:\{([^}]*)\})?/g)]
    if (alert !== 'PenerusanDown') t.ok(named.length > 0, alert)
    for (const [, name = '', selector = ''] of named) {
      const figure = figures.get(name) ?? figures.get(name.replace(/_(bucket|count|sum)$/, ''))
      t.ok(figure, `${alert}: ${name}`)
      for (const [, label = ''] of selector.matchAll(/(\w+)\s*[=!]/g)) {
        t.ok(figure?.labelNames.includes(label), `${alert}: ${name} has a label ${label}`)
      }
    }
    for (const [, codes = ''] of expr.matchAll(/code=~"([^"]+)"/g)) {
      for (const code of codes.split('|')) t.ok(Object.hasOwn(problems, code), `${alert}: ${code}`)
    }
    for (const [, ids = ''] of expr.matchAll(/operation!~"([^"]+)"/g)) {
      for (const id of ids.split('|')) t.ok(operationIds.includes(id), `${alert}: ${id}`)
    }
  }
})

t.test('every alert says what to do first, where it is written down', async t => {
  for (const { alert, labels, annotations } of alerts) {
    t.ok(['page', 'ticket', 'notice'].includes(labels.severity), alert)
    t.ok(annotations.summary.length > 20)
    const [, section = '', row] = /^operations\.md, ([^:]+)(?:: (.+))?$/.exec(annotations.action) ?? []
    t.match(operations, `\n## ${section}\n`, `${alert}: ${section}`)
    if (row !== undefined) t.match(operations, `\n| ${row} | `, `${alert}: ${row}`)
  }
})

t.test(
  'every alert is played once where it speaks and once where it is silent, on the figures that it is on',
  async t => {
    type Played = {
      readonly input_series: readonly { readonly series: string }[]
      readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts?: readonly object[] }[]
    }
    const { tests } = parse(read('docs/operations/alerts.test.yaml')) as { tests: Played[] }
    const played = tests.flatMap(({ input_series, alert_rule_test }) =>
      alert_rule_test.map(({ alertname, exp_alerts = [] }) => ({
        alert: alertname,
        speaks: exp_alerts.length > 0,
        given: new Set(input_series.map(({ series }) => series.replace(/\{.*/s, ''))),
      })),
    )
    for (const speaks of [true, false]) {
      const names = played.filter(row => row.speaks === speaks).map(({ alert }) => alert)
      t.strictSame(names.sort(), alerts.map(({ alert }) => alert).sort())
    }
    const expressions = new Map(alerts.map(({ alert, expr }) => [alert, expr]))
    for (const { alert, speaks, given } of played) {
      // Without its figure an alert is silent whatever it says.
      for (const [figure] of expressions.get(alert)?.matchAll(/\b(?:penerusan_\w+|up\b)/g) ?? []) {
        t.ok(given.has(figure), `${alert} is played with ${figure} where it ${speaks ? 'speaks' : 'is silent'}`)
      }
    }
  },
)

t.test('every figure, variable, command, file and heading that the page names is there', async t => {
  const named = [...operations.matchAll(/`(penerusan_\w+)/g)].map(([, name = '']) => name)
  for (const name of named.filter(name => !/^penerusan_(service|owner)$/.test(name))) t.ok(figures.has(name), name)
  const names = new Set<string>(variables.map(({ name }) => name))
  const foreign = ['SUPERUSER_URL', 'SUPERUSER_URL_OF_PENERUSAN', 'SIGTERM', 'GRANT', 'ROLE', 'CREATE', 'ALTER', 'FILE']
  for (const [, word = ''] of operations.matchAll(/[`$"]([A-Z][A-Z0-9_]{3,})\b/g)) {
    // A state of ours that the log names, as the database raises it.
    const isState = /^PN\d{3}$/.test(word) && migrations.includes(`'${word}'`)
    t.ok(names.has(word) || foreign.includes(word) || isState, word)
  }
  const { scripts } = JSON.parse(read('package.json'))
  for (const [, script = ''] of operations.matchAll(/npm run (?:-s )?([a-z:]+)/g)) t.ok(scripts[script], script)
  const anchors = new Map<string, string[]>()
  for (const [, target = ''] of operations.matchAll(/\]\((?!https:)([^)]+)\)/g)) {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? 'docs/operations.md' : join('docs', path)
    t.ok(existsSync(join(root, file)), target)
    if (anchor === undefined) continue
    const known = anchors.get(file) ?? [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title))
    anchors.set(file, known)
    t.ok(known.includes(anchor), target)
  }
})

// The manifests are read as what they are: data with a few places that must fit the service.
type Container = {
  readonly image: string
  readonly command?: readonly string[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly env?: readonly { readonly name: string }[]
  readonly envFrom?: readonly Record<string, { readonly name: string }>[]
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
  readonly securityContext: object
} & Record<string, { readonly httpGet?: { readonly path: string; readonly port: string } } | undefined>
type Manifest = {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly data?: Record<string, string>
  readonly stringData?: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a form of its own, which CI checks by the schemas of Kubernetes
  readonly spec?: any
}

const folder = join(root, 'examples/kubernetes')
const manifests = readdirSync(folder)
  .filter(name => name.endsWith('.yaml'))
  .flatMap(name => parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map(each => each.toJS() as Manifest))
const one = (kind: string, name = 'penerusan') => {
  const found = manifests.find(each => each.kind === kind && each.metadata.name === name)
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
  return found
}
const settings = { ...one('ConfigMap').data, ...one('Secret').stringData }
const pod = one('Deployment').spec.template.spec
const container: Container = pod.containers[0]
const job: Container = one('Job', 'penerusan-migration').spec.template.spec.containers[0]

t.test('the manifests set variables that the service reads, to values that it takes', async t => {
  const known = new Set<string>(variables.map(({ name }) => name))
  for (const name of [...Object.keys(settings), ...(job.env ?? []).map(({ name }) => name)]) t.ok(known.has(name), name)
  const sources = (container.envFrom ?? []).flatMap(from => Object.values(from).map(({ name }) => name))
  t.strictSame([...new Set(sources)], ['penerusan'], 'and never the administrator’s')

  const files = { AGENCIES: undefined, EVIDENCE_KEYS: undefined, REPORTER_KEYS: undefined, WEBHOOK_KEYS: undefined }
  const config = readConfig({ ...settings, ...files })
  t.match(config, { mode: 'production', host: '0.0.0.0', evidence: { store: { kind: 's3' } } })
  t.ok(pod.terminationGracePeriodSeconds > config.drainSeconds + config.finishSeconds + 5)
  for (const name of Object.keys(files)) {
    const path = (settings as Record<string, string>)[name] ?? ''
    const mount = container.volumeMounts.find(({ mountPath }) => mountPath === dirname(path))
    const volume = pod.volumes.find((each: { name: string }) => each.name === mount?.name)
    const holder = one(volume.configMap ? 'ConfigMap' : 'Secret', volume.configMap?.name ?? volume.secret.secretName)
    t.ok({ ...holder.data, ...holder.stringData }[path.split('/').at(-1) ?? ''], path)
  }
})

t.test('probes ask paths that are there, on ports that the service listens on', async t => {
  const ports = new Map((container.ports ?? []).map(({ name, containerPort }) => [name, containerPort]))
  t.strictSame(
    [...ports],
    [
      ['http', Number(settings['PORT'])],
      ['metrics', Number(settings['METRICS_PORT'])],
    ],
  )
  const probes = { startupProbe: '/healthz', livenessProbe: '/healthz', readinessProbe: '/readyz' }
  for (const [probe, path] of Object.entries(probes)) {
    t.match(container[probe], { httpGet: { path, port: 'http' } }, probe)
    t.ok(Object.hasOwn(openapi.paths, path))
  }
  t.equal(one('Service').spec.ports[0].targetPort, 'http')
  const allowed = one('NetworkPolicy').spec.ingress.map((rule: { ports: { port: number }[] }) => rule.ports[0]?.port)
  t.strictSame(allowed, [...ports.values()], 'the figures are not for whom the API is for')
})

t.test('nothing runs as somebody special, and both run one image', async t => {
  for (const each of [container, job]) {
    t.match(each.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  }
  t.equal(job.image, container.image)
  t.match(job.image, new RegExp(`:${JSON.parse(read('package.json')).version}$`))
  t.ok(existsSync(join(root, job.command?.[1] ?? '')), 'the command of the migration')
  const { minAvailable } = one('PodDisruptionBudget').spec
  t.ok(minAvailable < one('Deployment').spec.replicas, 'a node can be emptied')
  for (const { metadata, kind } of manifests) if (kind !== 'Namespace') t.equal(metadata.namespace, 'penerusan')
})

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')
}
