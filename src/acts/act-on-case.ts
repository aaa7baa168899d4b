import { setTimeout } from 'node:timers/promises'
import type { Actor } from '../auth/actor.ts'
import type { AgencyPools } from '../db/agency-pools.ts'
import type { KeyedRequest } from '../db/case-store.ts'
import { DoorClosed } from '../db/database-errors.ts'
import type { Persons } from '../db/persons.ts'
import type { Reader } from '../db/reader.ts'
import { type ActToRecord, type Recorded, recordAct, type StoredReply } from '../db/record-act.ts'
import type { ReadTarget } from '../db/recorded-read.ts'
import { type Act as AccessAct, access, roleFor, rolesFor } from '../domain/access.ts'
import type { Act } from '../domain/act.ts'
import { type AgencyId, holdsMandate, type Mandate, type PersonId, type Role } from '../domain/agencies.ts'
import type { Agreement } from '../domain/agreements.ts'
import { type Caller, type Concerned, refusalOfRemit } from '../domain/allowed-acts.ts'
import type { Law } from '../domain/catalogue.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { Rejection } from '../domain/rejection.ts'
import { rules } from '../domain/rules.ts'
import type { ReferralStatus } from '../domain/transitions.ts'
import { parseIfMatch } from '../http/etag.ts'
import { parseIdempotencyKey } from '../http/idempotency-key.ts'
import { Problem } from '../problems.ts'
import { maskedReply } from '../resources/masked-reply.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { Vault } from '../vault/vault.ts'
import { givenAgain, recordAsRead } from './given-again.ts'

/** What every act needs from the service. */
export type Office = {
  readonly pools: AgencyPools
  readonly persons: Persons
  readonly mandates: readonly Mandate[]
  readonly agreements: readonly Agreement[]
  readonly agencies: readonly { readonly id: AgencyId; readonly higherAuthority: AgencyId | null }[]
  readonly law: Law
  readonly vault: Vault
  /** The keys under which reporters are sealed. */
  readonly reporterKeys: KeyRing
}

/** What a request says beside its content. */
export type Asked = {
  readonly actor: Actor
  readonly operation: string
  readonly idempotencyKey: string | string[] | undefined
  readonly ifMatch: string | undefined
  /** SHA-256 of the request; null for requests that are not keyed. */
  readonly fingerprint: Buffer | null
  /**
   * What else is on record when the request gets an answer without an act, and what the answer is about. Null for what is
   * on record by itself.
   */
  readonly from: (Pick<Reader, 'requestId' | 'address' | 'purpose'> & { readonly thing: ReadTarget }) | null
}

export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Records an act that is no part of a case, together with its reply, in one statement of its own. */
export type RecordedElsewhere = (reply: ActToRecord['reply']) => Promise<Recorded>

/** The parts in which one act differs from another. `Case` is what was loaded, `Outcome` what was decided. */
export type CaseAct<Case extends { readonly now: string; readonly stored: StoredReply | undefined }, Outcome> = {
  /** What it is to the access table; of what was loaded where that alone tells. */
  readonly act: AccessAct | ((loaded: Case) => AccessAct)
  /** `keyed`: makes something new, so an Idempotency-Key is required. `conditional`: needs If-Match. */
  readonly keyed: boolean
  readonly conditional: boolean
  load(agency: AgencyId, keyed: KeyedRequest): Promise<Case | undefined>
  /** Of the referral that it is about, if any, with the state by which what it shows is masked. */
  parties(loaded: Case): Concerned & { readonly status?: ReferralStatus }
  /** The time of the last event of every stream involved: an act is never earlier. */
  lastChange(loaded: Case): string
  /** Whose entity tag If-Match must name, in words; and its current version. */
  readonly tagged:
    | 'the violation'
    | 'the referral'
    | 'the decision'
    | 'the item of evidence'
    | 'the hand-over'
    | 'the obligation'
    | 'the webhook'
  version(loaded: Case): string
  decide(loaded: Case, act: Act): Outcome | Rejection
  isNothing(outcome: Outcome): boolean
  allowedActions(loaded: Case, caller: Caller): readonly string[]
  /** What is stored and answered when the outcome happens. */
  effect(
    loaded: Case,
    outcome: Outcome,
    act: Act,
  ): { readonly record: Omit<ActToRecord, 'act' | 'reply'> | RecordedElsewhere; readonly reply: Reply }
  /**
   * What must be true outside the database before it is recorded; false when looking took time or changed the case, which
   * is then looked at once more, so that the act has the time at which it is recorded.
   */
  confirm?(loaded: Case, outcome: Outcome): Promise<boolean>
  /** What is left to do outside the database once it is recorded. */
  settle?(recorded: Recorded): Promise<void>
  /** The answer when there is nothing left to do: the fact already stands. */
  standing(loaded: Case, act: Act): Reply
}

/**
 * An unconditional act that meets another writer tries again, a little later; each time somebody else got further. A
 * conditional one never needs a third attempt, because the version it names is then not the current one.
 */
const mostAttempts = 50
const pauseMs = 5

/**
 * Does one act: load, check the remit, decide, check what the request promised, record, answer.
 *
 * Refuses in this order: 404 absent or hidden, 403 role and four eyes, 400 key missing, the stored reply or 409 or 422 of the
 * key, 428, 409 state or 422 content, 412. The version is compared after deciding, so a retry of what already
 * happened succeeds even with an old entity tag (RFC 9110, section 13.1.1).
 */
export async function actOnCase<
  Case extends { readonly now: string; readonly stored: StoredReply | undefined },
  Outcome,
>(office: Office, asked: Asked, work: CaseAct<Case, Outcome>): Promise<Reply> {
  const asking = await askingOf(office, asked, work)

  for (let attempts = 1; ; attempts++) {
    const judged = await judge(office, asked, work, asking)
    if ('reply' in judged) return givenAgain(office, asked, judged.reply)
    const { loaded, decided, act } = judged
    if ((await work.confirm?.(loaded, decided)) === false) {
      if (attempts === mostAttempts) throw overloaded()
      continue
    }

    const { record, reply } = work.effect(loaded, decided, act)
    try {
      const kept = replyToStore(reply, asked, asking.key)
      const recorded = await (typeof record === 'function'
        ? record(kept)
        : recordAct(office.pools, { ...record, act, reply: kept }))
      await work.settle?.(recorded)
      if (recorded.stored === undefined) return reply
      return await givenAgain(office, asked, replayed(recorded.stored, asked, work.parties(loaded).status))
    } catch (error) {
      if (!(error instanceof DoorClosed)) throw error
      // Somebody was quicker. Once more from the top: it may have been this very act, or it may no longer be possible.
      if (error.refusal !== 'stale-version' || attempts === mostAttempts) throw closedDoor(error)
      await setTimeout(Math.random() * Math.min(attempts, 10) * pauseMs)
    }
  }
}

/**
 * What an act would come to now: the answer that was given before to the same request, or undefined when it would happen.
 * Throws as `actOnCase` does, and changes nothing; it is on record as a read. What lies outside the database is not looked at.
 */
export async function rehearseOnCase<
  Case extends { readonly now: string; readonly stored: StoredReply | undefined },
  Outcome,
>(office: Office, asked: Asked, work: CaseAct<Case, Outcome>): Promise<Reply | undefined> {
  const judged = await judge(office, asked, work, await askingOf(office, asked, work))
  await recordAsRead(office, asked)
  return 'reply' in judged ? judged.reply : undefined
}

type Asking = { readonly person: PersonId; readonly key: string | Problem | null }

async function askingOf(
  office: Office,
  { actor, idempotencyKey }: Asked,
  { keyed }: { keyed: boolean },
): Promise<Asking> {
  const person = await office.persons.personOf(actor.agency, actor.issuer, actor.subject)
  return { person, key: keyed ? attempt(() => parseIdempotencyKey(idempotencyKey)) : null }
}

/** The answer that already stands, or what would happen. Throws what refuses it, in the order of refusals. */
async function judge<Case extends { readonly now: string; readonly stored: StoredReply | undefined }, Outcome>(
  office: Office,
  asked: Asked,
  work: CaseAct<Case, Outcome>,
  { person, key }: Asking,
): Promise<{ readonly reply: Reply } | { readonly loaded: Case; readonly decided: Outcome; readonly act: Act }> {
  const { actor, operation } = asked
  const loaded = await work.load(actor.agency, {
    caller: person,
    operation,
    key: typeof key === 'string' ? key : null,
  })
  if (loaded === undefined) throw new Problem('not-found')

  const name = typeof work.act === 'function' ? work.act(loaded) : work.act
  assertRemit(name, actor, work.parties(loaded))
  const at = latest(loaded.now, work.lastChange(loaded))
  assertMandate(office, name, { agency: actor.agency, at })

  const acting = { kind: actor.kind, agency: actor.agency, person, at }
  const { act, decided } = decideInRole(work, loaded, acting, rolesFor(name, actor.roles))
  if (decided instanceof Rejection && rules[decided.rule].refusal === 'remit') throw refused(decided)

  if (key instanceof Problem) throw key
  if (loaded.stored) return { reply: replayed(loaded.stored, asked, work.parties(loaded).status) }
  const expected = work.conditional ? parseIfMatch(asked.ifMatch) : undefined

  if (decided instanceof Rejection) throw refused(decided, work.allowedActions(loaded, callerOf(asked, person)))
  if (work.isNothing(decided)) return { reply: work.standing(loaded, act) }
  if (expected !== undefined && expected !== work.version(loaded)) throw staleVersion(work.tagged, expected)
  return { loaded, decided, act }
}

/** The first of these roles in which it may be done; when there is none, the one whose refusal is nearest to letting it be. */
function decideInRole<Case, Outcome>(
  { decide }: { decide(loaded: Case, act: Act): Outcome | Rejection },
  loaded: Case,
  acting: Omit<Act, 'role'>,
  [first, ...others]: readonly Role[],
): { readonly act: Act; readonly decided: Outcome | Rejection } {
  if (first === undefined) throw new Error('there is a role, as was asserted')
  const tryAs = (role: Role) => {
    const act = { ...acting, role }
    return { act, decided: decide(loaded, act) }
  }
  let nearest = tryAs(first)
  for (const role of others) {
    if (!(nearest.decided instanceof Rejection)) break
    const other = tryAs(role)
    if (!(other.decided instanceof Rejection) || isNearer(other.decided, nearest.decided)) nearest = other
  }
  return nearest
}

/** A refusal of what is done says more than one of who does it, and one of less more than one of all. */
function isNearer(one: Rejection, other: Rejection): boolean {
  const isOfRemit = ({ rule }: Rejection) => rules[rule].refusal === 'remit'
  if (isOfRemit(one) !== isOfRemit(other)) return isOfRemit(other)
  return isOfRemit(one) && one.rule === other.rule && one.faults.length < other.faults.length
}

/**
 * The role in which the caller does this act, by the access table. Throws the problem of the rule that refuses: the
 * role (with those that would do), the side, or that a person must do it.
 */
export function assertRemit(
  name: AccessAct,
  caller: Pick<Caller, 'agency' | 'roles' | 'kind'>,
  parties: Concerned,
): Role {
  const role = roleFor(name, caller.roles)
  if (role === undefined) {
    throw new Problem('role-required', { detail: `It is open to: ${access[name].roles.join(', ')}.` })
  }
  const refusal = refusalOfRemit(name, caller, parties)
  if (refusal) throw refused(refusal)
  return role
}

/** Throws the problem of R-ACC-04 when the agency does not hold the mandate that this act rests on at that time. */
export function assertMandate(
  { mandates }: Pick<Office, 'mandates'>,
  name: AccessAct,
  { agency, at }: Pick<Act, 'agency' | 'at'>,
): void {
  const { mandate } = access[name]
  const held = mandate === null || holdsMandate(mandates, agency, mandate, legalDateOf(at))
  if (!held) throw refused(new Rejection('R-ACC-04'))
}

/** Who asks, with the person that the acts know. */
export function callerOf({ actor }: Asked, person: PersonId): Caller {
  return { agency: actor.agency, roles: actor.roles, person, kind: actor.kind }
}

function staleVersion(tagged: string, expected: string): Problem {
  return new Problem('stale-version', {
    detail: expected.startsWith('W/')
      ? 'A weak entity tag matches nothing in If-Match (RFC 9110, section 13.1.1). Send the strong one.'
      : `If-Match must name the current ETag of ${tagged}, and that is another one now. Read it again.`,
  })
}

/** The problem that tells of a rejection. */
export function refused(rejection: Rejection, allowedActions?: readonly string[]): Problem {
  return new Problem(rules[rejection.rule].code, {
    rule: rejection.rule,
    ...(rejection.detail !== undefined && { detail: rejection.detail }),
    ...(rejection.faults.length > 0 && { errors: [...rejection.faults] }),
    ...(allowedActions && { allowedActions }),
  })
}

/** The problem that tells why the database refused. */
export function closedDoor(error: DoorClosed): Problem {
  switch (error.refusal) {
    case 'request-in-progress':
      return new Problem('request-in-progress', { headers: { 'retry-after': '1' }, cause: error })
    case 'referral-already-open':
      return new Problem(rules['R-REF-04'].code, { rule: 'R-REF-04', cause: error })
    case 'not-yours-to-do':
      return new Problem(rules['R-ACC-04'].code, { rule: 'R-ACC-04', cause: error })
    case 'officer-not-available':
      return refused(new Rejection('R-OFF-04', [{ pointer: '/officer', code: 'rule' }]))
    case 'no-oversight':
      return refused(new Rejection('R-OFF-11'))
    case 'officer-departed':
      return refused(new Rejection('R-OFF-10'))
    case 'departure-recorded':
      return refused(new Rejection('R-OFF-09'))
    case 'successor-unfit':
      return refused(new Rejection('R-OFF-07', [{ pointer: '/successor', code: 'rule' }]))
    case 'too-many-webhooks':
      return refused(new Rejection('R-WHK-03'))
    case 'too-many-keys':
      return refused(new Rejection('R-WHK-05'))
    case 'no-room':
      return new Problem(rules['R-EVI-17'].code, { rule: 'R-EVI-17', cause: error })
    case 'stale-version':
      return overloaded(error)
  }
}

function overloaded(cause?: DoorClosed): Problem {
  return new Problem('overloaded', { headers: { 'retry-after': '1' }, cause })
}

/**
 * The answer given before to the same request, masked for whoever asks now and for the state of its referral now; throws
 * `idempotency-key-reused` when it is another request.
 */
export function replayed(stored: StoredReply, asked: Asked, status?: ReferralStatus): Reply {
  if (stored.fingerprint !== asked.fingerprint?.toString('hex')) throw new Problem('idempotency-key-reused')
  return {
    status: stored.status,
    headers: { ...stored.headers, 'idempotency-replayed': 'true' },
    body: maskedReply(JSON.parse(stored.body), { ...asked.actor, status }),
  }
}

function replyToStore(reply: Reply, asked: Asked, key: Asking['key']): ActToRecord['reply'] {
  if (typeof key !== 'string' || asked.fingerprint === null) return undefined
  return {
    operation: asked.operation,
    key,
    fingerprint: asked.fingerprint.toString('hex'),
    status: reply.status,
    headers: reply.headers,
    body: JSON.stringify(reply.body),
  }
}

/** The later of two RFC 3339 times; the empty text stands for no time at all. */
export function latest(a: string, b: string): string {
  return Date.parse(a) >= (Date.parse(b) || 0) ? a : b
}

/** Keeps a problem for later, when its turn in the order of refusals comes. */
function attempt<Value>(parse: () => Value): Value | Problem {
  try {
    return parse()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
