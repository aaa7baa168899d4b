/** The parser of Prometheus's text format that the tests use; the package has no types of its own. */
declare module 'parse-prometheus-text-format' {
  type Sample = {
    readonly labels?: Readonly<Record<string, string>>
    readonly value?: string
    readonly count?: string
    readonly buckets?: Readonly<Record<string, string>>
  }
  type Family = {
    readonly name: string
    readonly help: string
    readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY'
    readonly metrics: readonly Sample[]
  }
  export default function parse(text: string): readonly Family[]
}
