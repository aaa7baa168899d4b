import { type Caller, type Standing, uploader } from './cases.ts'
import { type PublishedAct, published } from './published-table.ts'
import type { Remit } from './remit-of-operations.ts'

/** What must come back: as if it were not there, refused to the role or the side, barred by a state, or the thing itself. */
export type Expected = 'absent' | 'refused' | 'barred' | 'allowed'

/** How each shows in a reply; an act that is barred may be told otherwise. */
export const statusOf: Readonly<Record<Exclude<Expected, 'allowed'>, number>> = {
  absent: 404,
  refused: 403,
  barred: 409,
}

/** What the published page says of this operation for this caller, while the case stands so. */
export function expected(remit: Remit, { client: { agency }, role, name }: Caller, standing: Standing): Expected {
  if (remit.act === null) return 'allowed'
  const isParty = [standing.sender, standing.receiver].includes(agency)
  const act = publishedAct((isParty ? remit.ofParty : undefined) ?? remit.act)
  if (remit.ground === 'agency') {
    if (!act.roles.includes(role)) return 'refused'
    return remit.there?.(standing, agency) === false ? 'absent' : 'allowed'
  }
  if (remit.ground === 'upload') {
    if (!act.roles.includes(role)) return 'refused'
    return name === uploader ? 'allowed' : 'absent'
  }
  if (!sees(remit, agency, standing)) return 'absent'
  const reads = remit.shownBy === undefined || publishedAct(remit.shownBy).roles.includes(role)
  const does = act.roles.includes(role) && sides(agency, standing).includes(act.relation)
  if (!reads && !act.roles.includes(role)) return 'refused'
  if (remit.roleFirst && !does) return 'refused'
  if (remit.there !== undefined && !remit.there(standing, agency)) return 'absent'
  if (!does) return 'refused'
  if (published.reporters.has(remit.act) && !isNamed(remit.act, name, standing)) return 'refused'
  if (act.states !== null && !act.states.includes(stateOf(remit, standing))) return 'barred'
  return remit.barred?.(standing, agency) ? 'barred' : 'allowed'
}

export function publishedAct(name: string): PublishedAct {
  const act = published.acts.get(name)
  if (act === undefined) throw new Error(`docs/access.md has no act ${name}`)
  return act
}

/** "Whoever is not a party sees nothing": the owner its violation, the two parties their referral, a recipient its copy, and whom an obligation obliges, the obligation. */
export function sees({ ground }: Remit, agency: string, { sender, receiver, recipient, obliged }: Standing): boolean {
  if (ground === 'violation') return agency === sender
  if (ground === 'referral') return receiver !== null && [sender, receiver].includes(agency)
  // In these cases nothing was handed over.
  if (ground === 'handover') return false
  if (ground === 'obligation') return obliged !== null && [sender, receiver, obliged].includes(agency)
  return agency === recipient
}

/** The relations of the published table that this agency has to the case. */
export function sides(agency: string, { sender, receiver, recipient, obliged }: Standing): string[] {
  if (agency === sender) return ['owner', 'sender', 'either', 'concerned', 'any']
  if (agency === receiver) return ['receiver', 'either', 'obliged-or-receiver', 'concerned', 'any']
  return [
    ...(agency === recipient ? ['recipient'] : []),
    ...(agency === obliged ? ['obliged', 'obliged-or-receiver', 'concerned'] : []),
    'any',
  ]
}

function stateOf({ ground }: Remit, { violation, referral }: Standing): string {
  return ground === 'violation' ? violation : (referral ?? '')
}

/** Whom the published section on reporters means, in the cases of the matrix. */
function isNamed(act: string, name: string, { stage }: Standing): boolean {
  if (act === 'reporter-reading') return name === 'kominfo/recorder-1'
  return name === 'kasn/case-officer-1' && stage === 'reporter-consented'
}
