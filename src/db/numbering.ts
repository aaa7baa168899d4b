import type { AgencyPools } from './agency-pools.ts'

/** What one step of numbering did. */
export type Step = {
  readonly numbered: number
  readonly agencies: readonly string[]
  /** There are more that can be numbered. */
  readonly more: boolean
  /** There are more that cannot yet, because a transaction that began earlier is under way. */
  readonly held: boolean
}

/** How many committed events have no number yet, counted to a bound, and how old the oldest is. */
export type Lag = { readonly waiting: number; readonly oldestSeconds: number }

/** Takes or keeps the lead in numbering for some seconds: its fence, or undefined while another process has it. */
export async function leadNumbering(pools: AgencyPools, holder: string, seconds: number): Promise<string | undefined> {
  const [row] = await pools.run(
    null,
    'lead_numbering',
    ({ sql }) => sql<[{ fence: string | null }]>`select lead_numbering(${holder}, ${seconds}) as fence`,
  )
  return row.fence ?? undefined
}

/** Lets the lead go at once. */
export async function resignNumbering(pools: AgencyPools, fence: string): Promise<void> {
  await pools.run(null, 'resign_numbering', ({ sql }) => sql`select from resign_numbering(${fence})`)
}

/** Numbers what has been committed, some at once; undefined, and nothing done, for whoever has lost the lead. */
export async function numberEvents(pools: AgencyPools, fence: string, most: number): Promise<Step | undefined> {
  const [row] = await pools.run(
    null,
    'number_events',
    ({ sql }) => sql<Step[]>`
      select numbered, to_jsonb(agencies) as agencies, more, held from number_events(${fence}, ${most})`,
  )
  return row
}

/** How far numbering is behind what has been committed. */
export async function readLag(pools: AgencyPools, most: number): Promise<Lag> {
  const [row] = await pools.run(
    null,
    'numbering_lag',
    ({ sql }) => sql<[Lag]>`select waiting, oldest_seconds as "oldestSeconds" from numbering_lag(${most})`,
  )
  return row
}
