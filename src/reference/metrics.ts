import { createInstruments } from '../telemetry/instruments.ts'
import { code, page, table } from './markdown.ts'

/** What a label of the service holds, wherever it is not said by the figure itself. */
const labels = {
  operation: 'the `operationId` of the API description',
  code: 'a problem code (errors.md)',
  rule: 'the id of a rule (rules.md), or nothing',
  clock: 'a clock of the catalogue (clocks.md)',
}

/** The figures as Prometheus reads them. */
export function metricsPage(): string {
  const figures = createInstruments({ version: '0' })
    .registry.getMetricsAsArray()
    .map(figure => figure as typeof figure & { readonly labelNames: readonly string[] })
    .filter(({ name }) => name.startsWith('penerusan_'))
  return page(
    'Figures',
    'What `GET /metrics` tells Prometheus, on the address of `METRICS_HOST` and `METRICS_PORT` ([operations.md](operations.md#figures-and-alerts)). No case, no person and no agency is in any of it. Beside these there are the usual `process_…` and `nodejs_…` figures.',
    table(
      ['Figure', 'Type', 'Labels', 'Meaning'],
      figures.map(({ name, type, labelNames, help }) => [code(name), type, labelNames.map(code).join(', '), help]),
    ),
    `Labels: ${Object.entries(labels)
      .map(([label, meaning]) => `${code(label)} is ${meaning}`)
      .join('; ')}.`,
  )
}
