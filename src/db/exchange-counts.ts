import type { Heard, Told } from '../counts.ts'
import type { AgencyPools } from './agency-pools.ts'

const forgottenAtOnce = 1_000

/** Tells what a process counted, and hears what the others did, in one statement. What is over is forgotten on the way. */
export async function exchangeCounts(pools: AgencyPools, process: string, { counts, persons }: Told): Promise<Heard> {
  const [row] = await pools.run(
    null,
    'exchange_counts',
    ({ sql }) => sql<[{ heard: Heard }]>`
      select penerusan.exchange_counts(
        ${process}::uuid, ${JSON.stringify(counts)}::text::jsonb, ${JSON.stringify(persons)}::text::jsonb,
        ${forgottenAtOnce}) as heard`,
  )
  return row.heard
}
