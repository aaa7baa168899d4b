import { rules } from '../../domain/rules.ts'
import { movesFrom, type ReferralStatus, referralMoves } from '../../domain/transitions.ts'
import { all, type Check, type Seen, seen } from '../check.ts'
import { refused } from '../exchange.ts'
import { acts, castOf, perform, type ReferralAct, reach, reachable } from '../story.ts'
import type { Target } from '../target.ts'

const everyAct = Object.keys(acts) as ReferralAct[]

/** For every state that a case is brought to: it is that state, and what the table of moves does not allow there is refused. */
export const lifeCycleChecks: readonly Check<Target>[] = reachable.map(([status, way]) => {
  const forbidden = everyAct.filter(act => !movesFrom(referralMoves[act], status) && !stands(act, way))
  return {
    id: `LIF-${status}`,
    what: `a referral after ${way.join(', ') || 'sending'}, and what the table of moves does not allow then`,
    expected: `it is ${status}; 409 for ${forbidden.join(', ')}; it stays ${status}`,
    run: target => staysAsItIs(target, status, forbidden),
  }
})

/** A fact that stands is confirmed and not refused when it is told again. */
function stands(act: ReferralAct, way: readonly ReferralAct[]): boolean {
  return acts[act].method === 'PUT' && way.includes(act)
}

async function staysAsItIs(target: Target, status: ReferralStatus, forbidden: readonly ReferralAct[]): Promise<Seen> {
  const cast = castOf(target)
  const path = await reach(cast, status)
  const reached = await cast.intake('GET', path)
  const refusals: Seen[] = []
  for (const act of forbidden) {
    const { code } = rules[referralMoves[act].otherwise]
    const reply = await perform(cast, path, act)
    const { fits, seen: found } = refused(reply, 409, code)
    const actions = Array.isArray(reply.body['allowedActions'])
    refusals.push(seen(fits && actions, `${act}: ${found}${actions ? '' : ', no allowedActions'}`))
  }
  const after = await cast.intake('GET', path)
  return all(
    seen(reached.body.status === status, `it is ${reached.body.status}`),
    ...refusals,
    seen(after.body.status === status, `it became ${after.body.status}`),
  )
}
