import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../auth/authentication.ts'
import type { Opening, Openings } from '../counts.ts'
import { Problem } from '../problems.ts'
import { type CountsExchange, exchangeMs, type Telling } from './counts-exchange.ts'
import { rateLimitItem } from './quota.ts'
import { tellQuotas } from './rate-limit.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether whoever asks may open this case too, for a request that shows many of them. It counts as any opening. */
    mayOpen(request: FastifyRequest, id: string): boolean | Promise<boolean>
  }
}

export const harvestWindowSeconds = 3600
const windowMs = harvestWindowSeconds * 1000
/** Clocks of processes differ; what is further ahead was noted before the clock was set back. */
const futureMs = 60_000

type Needs = {
  /** How many different cases one person may open in an hour, in all processes. */
  readonly casesPerHour: number
  /** Whether a route shows or changes the case that its `:id` names. */
  readonly opensCase: (url: string) => boolean
  readonly now: () => Date
  /** How many openings are remembered in all; of more, the person who was away longest begins anew. */
  readonly mostOpenings?: number
  /** With the other processes; without it, this one counts for itself. */
  readonly exchange?: CountsExchange
}

type Opened = {
  /** When each case was first opened within the hour, by its mark; the oldest first. */
  cases: Map<number, number>
  /** Those of them that the other processes have not been told. */
  readonly untold: Set<number>
  /** When the others were asked last. */
  askedAt: number
  suspected: boolean
}

/** So many cases may be opened before the others are told of them: whoever opens more at once waits for that. */
export const mostUntold = (casesPerHour: number) => Math.ceil(casesPerHour / 30)

/**
 * Stops a person who opens unusually many different cases within an hour (429 `harvest-suspected`), in whichever process.
 * Every operation on a case counts, whether it reads or acts and whether there is such a case, so that guessing ids counts
 * too and the answer tells nothing. A case that is already open stays open. Clients are not counted: they act for the
 * agency as a whole. Call it after `limitRate`.
 *
 * What other processes know is asked for and waited for when a person comes here first, when they open many cases at once,
 * and before they are refused on what may have changed; otherwise nobody waits.
 */
export function detectHarvest(
  app: FastifyInstance,
  { casesPerHour, opensCase, now, mostOpenings = 1_000_000, exchange }: Needs,
): void {
  /** By person, who was active last at the end. */
  const persons = new Map<string, Opened>()
  /** About whom the others are to be told or asked. */
  const toTell = new Set<string>()
  let openings = 0
  exchange?.joinOpenings(function* () {
    for (const key of toTell) yield tellingOf(key)
  })

  app.addHook('onRoute', route => {
    if (opensCase(route.url)) route.config = { ...route.config, opensCase: true }
  })
  app.decorate('mayOpen', (request, id) => {
    const seconds = secondsUntilOpening(request, id)
    return typeof seconds === 'number' ? seconds === 0 : seconds.then(inSeconds => inSeconds === 0)
  })
  app.addHook('onRequest', (request, reply, done) => {
    const opening = openingOf(request)
    const seconds = opening === undefined ? 0 : secondsUntilOpening(request, opening)
    if (seconds === 0) return done()
    if (typeof seconds === 'number') return done(refusal(seconds))
    seconds.then(inSeconds => done(inSeconds === 0 ? undefined : refusal(inSeconds)), done)

    function refusal(inSeconds: number): Problem {
      const item = rateLimitItem('person-reads', { units: 0, seconds: inSeconds })
      tellQuotas(reply, `"person-reads";q=${casesPerHour};w=${harvestWindowSeconds}`, item)
      return new Problem('harvest-suspected', {
        violatedPolicies: ['person-reads'],
        headers: { 'retry-after': String(inSeconds) },
      })
    }
  })

  /** 0 when the case is open, or could be opened. */
  function secondsUntilOpening(request: FastifyRequest, id: string): number | Promise<number> {
    const actor = actorOf(request)
    if (actor?.kind !== 'person') return 0
    const key = `${actor.issuer}\n${actor.subject}`
    const mark = markOf(id)
    return mustAsk(key, mark) ? askAndOpen(request, key, mark) : open(request, key, mark)
  }

  async function askAndOpen(request: FastifyRequest, key: string, mark: number): Promise<number> {
    do toTell.add(key)
    while ((await exchange?.atOnce()) && mustAsk(key, mark))
    return open(request, key, mark)
  }

  function mustAsk(key: string, mark: number): boolean {
    if (exchange === undefined || !exchange.isUp) return false
    const { cases, untold, askedAt } = openedBy(key)
    if (cases.has(mark)) return false
    if (askedAt === Number.NEGATIVE_INFINITY || untold.size >= mostUntold(casesPerHour)) return true
    return cases.size >= casesPerHour && performance.now() >= askedAt + exchangeMs
  }

  function open(request: FastifyRequest, key: string, mark: number): number {
    const time = now().getTime()
    const person = openedBy(key)
    const { cases, untold } = person
    if (cases.has(mark)) return 0
    if (cases.size < casesPerHour) {
      person.suspected = false
      cases.set(mark, time)
      openings += 1
      if (exchange !== undefined) {
        untold.add(mark)
        toTell.add(key)
        exchange.soon()
      }
      forgetIdle()
      return 0
    }
    if (!person.suspected) request.log.warn({ agency: actorOf(request)?.agency, casesPerHour }, 'harvest suspected')
    person.suspected = true
    const [oldest = time] = cases.values()
    return Math.max(1, Math.ceil((oldest + windowMs - time) / 1000))
  }

  function openedBy(key: string): Opened {
    const known = persons.get(key)
    const person = known ?? { cases: new Map(), untold: new Set(), askedAt: Number.NEGATIVE_INFINITY, suspected: false }
    persons.delete(key)
    persons.set(key, person)
    forgetOlder(person, now().getTime() - windowMs)
    return person
  }

  /** A clock that is set back ages nothing, and what it then calls the future is forgotten. */
  function forgetOlder({ cases, untold }: Opened, limit: number): void {
    for (const [mark, time] of cases) {
      if (time > limit && time <= limit + windowMs + futureMs) return
      cases.delete(mark)
      untold.delete(mark)
      openings -= 1
    }
  }

  function forgetIdle(): void {
    for (const [key, { cases }] of persons) {
      if (openings <= mostOpenings) return
      persons.delete(key)
      toTell.delete(key)
      openings -= cases.size
    }
  }

  function tellingOf(key: string): Telling<Openings, readonly Opening[] | null> {
    const person = openedBy(key)
    const marks = [...person.untold]
    const opened = marks.map(mark => [mark, person.cases.get(mark) ?? 0] as const)
    return {
      told: { person: exchange?.markOf(`person-reads\n${key}`) ?? key, known: person.cases.size, opened },
      hear(all) {
        for (const mark of marks) person.untold.delete(mark)
        if (person.untold.size === 0) toTell.delete(key)
        person.askedAt = performance.now()
        if (all !== null && persons.get(key) === person) learn(person, all)
      },
    }
  }

  function learn(person: Opened, all: readonly Opening[]): void {
    const others = all.filter(([mark]) => !person.cases.has(mark))
    person.cases = new Map([...person.cases, ...others].sort(([, a], [, b]) => a - b))
    openings += others.length
    forgetIdle()
  }

  /** Enough of a digest to tell cases apart, and half the memory. */
  function markOf(id: string): number {
    const digest = exchange?.markOf(id.toLowerCase()) ?? hash('sha256', id.toLowerCase())
    return Number.parseInt(digest.slice(0, 12), 16)
  }
}

function openingOf({ routeOptions, params }: FastifyRequest): string | undefined {
  if (routeOptions.config.opensCase !== true) return undefined
  const { id = '' } = params as { id?: string }
  return /^[0-9a-f-]{36}$/i.test(id) ? id : undefined
}
