import type { AgencyPools } from './agency-pools.ts'

const atOnce = 1_000

/**
 * Forgets stored replies that are past their 24 hours, because they repeat what a case says. Any process may do it,
 * several at once too. Returns how many were forgotten.
 */
export async function forgetExpiredReplies(pools: AgencyPools): Promise<number> {
  let forgotten = 0
  for (;;) {
    const [row] = await pools.run(
      null,
      'forget_expired_replies',
      ({ sql }) => sql<[{ count: number }]>`select penerusan.forget_expired_replies(${atOnce}) as count`,
    )
    forgotten += row.count
    if (row.count < atOnce) return forgotten
  }
}
