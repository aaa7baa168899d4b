import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../auth/authentication.ts'
import { Problem } from '../problems.ts'
import { rateLimitItem } from './quota.ts'
import { tellQuotas } from './rate-limit.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether whoever asks may open this case too, for a request that shows many of them. It counts as any opening. */
    mayOpen(request: FastifyRequest, id: string): boolean
  }
}

export const harvestWindowSeconds = 3600
const windowMs = harvestWindowSeconds * 1000

type Needs = {
  /** How many different cases one person may open in an hour, in this process. */
  readonly casesPerHour: number
  /** Whether a route shows or changes the case that its `:id` names. */
  readonly opensCase: (url: string) => boolean
  readonly now: () => Date
  /** How many openings are remembered in all; of more, the person who was away longest begins anew. */
  readonly mostOpenings?: number
}

type Opened = {
  /** When each case was first opened within the hour, by the end of its id; the oldest first. */
  readonly cases: Map<number, number>
  suspected: boolean
}

/**
 * Stops a person who opens unusually many different cases within an hour (429 `harvest-suspected`). Every operation on a
 * case counts, whether it reads or acts and whether there is such a case, so that guessing ids counts too and the answer
 * tells nothing. A case that is already open stays open. Clients are not counted: they act for the agency as a whole.
 * Call it after `limitRate`.
 */
export function detectHarvest(
  app: FastifyInstance,
  { casesPerHour, opensCase, now, mostOpenings = 1_000_000 }: Needs,
): void {
  /** By person, who was active last at the end. */
  const persons = new Map<string, Opened>()
  let openings = 0

  app.addHook('onRoute', route => {
    if (opensCase(route.url)) route.config = { ...route.config, opensCase: true }
  })
  app.decorate('mayOpen', (request, id) => secondsUntilOpening(request, randomEndOf(id)) === 0)
  app.addHook('onRequest', (request, reply, done) => {
    const opening = openingOf(request)
    const seconds = opening === undefined ? 0 : secondsUntilOpening(request, opening)
    if (seconds === 0) return done()

    const item = rateLimitItem('person-reads', { units: 0, seconds })
    tellQuotas(reply, `"person-reads";q=${casesPerHour};w=${harvestWindowSeconds}`, item)
    throw new Problem('harvest-suspected', {
      violatedPolicies: ['person-reads'],
      headers: { 'retry-after': String(seconds) },
    })
  })

  /** 0 when the case is open, or could be opened. */
  function secondsUntilOpening(request: FastifyRequest, opening: number): number {
    const actor = actorOf(request)
    if (actor?.kind !== 'person') return 0
    const time = now().getTime()
    const person = openedBy(`${actor.issuer}\n${actor.subject}`)
    forgetOlder(person, time - windowMs)
    if (person.cases.has(opening)) return 0
    if (person.cases.size < casesPerHour) {
      person.suspected = false
      person.cases.set(opening, time)
      openings += 1
      forgetIdle()
      return 0
    }
    if (!person.suspected) request.log.warn({ agency: actor.agency, casesPerHour }, 'harvest suspected')
    person.suspected = true
    const [oldest = time] = person.cases.values()
    return Math.max(1, Math.ceil((oldest + windowMs - time) / 1000))
  }

  function openedBy(key: string): Opened {
    const person = persons.get(key) ?? { cases: new Map(), suspected: false }
    persons.delete(key)
    persons.set(key, person)
    return person
  }

  /** A clock that is set back ages nothing, and what it then calls the future is forgotten. */
  function forgetOlder({ cases }: Opened, limit: number): void {
    for (const [opening, time] of cases) {
      if (time > limit && time <= limit + windowMs) return
      cases.delete(opening)
      openings -= 1
    }
  }

  function forgetIdle(): void {
    for (const [key, { cases }] of persons) {
      if (openings <= mostOpenings) return
      persons.delete(key)
      openings -= cases.size
    }
  }
}

function openingOf({ routeOptions, params }: FastifyRequest): number | undefined {
  if (routeOptions.config.opensCase !== true) return undefined
  const { id = '' } = params as { id?: string }
  return /^[0-9a-f-]{36}$/i.test(id) ? randomEndOf(id) : undefined
}

/** The random end of a UUIDv7 as a number: enough to tell cases apart, and half the memory. */
function randomEndOf(id: string): number {
  return Number.parseInt(id.slice(-12), 16)
}
