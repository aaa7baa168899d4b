import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Client, followFeed, reconcileFeed } from '../../openapi/typescript/src/index.ts'
import { judgeNumbering } from '../soak/judge-numbering.ts'
import { judgeActs, type Logged } from './judge-acts.ts'
import { judgeBells } from './judge-bells.ts'
import { judgeFeed, judgeSharedEntries } from './judge-feeds.ts'
import { clientsOf, type KeptEntry, type Place, type Side, sides, webhookFile } from './side.ts'
import { type Ledgers, ledgersOf, type World } from './world.ts'

/** Each kind of fault with where it was found; without any, everything is as it must be. */
export type Faults = Readonly<Record<string, readonly string[]>>
export type Verdict = { readonly counts: Readonly<Record<string, number>>; readonly faults: Faults }

/** Compares the ledgers of both sides with the service, with its log, and with each other. */
export async function judge({ place, sql, database, faults }: World): Promise<Verdict> {
  const ledgers = { kominfo: ledgersOf(place, 'kominfo'), kasn: ledgersOf(place, 'kasn') }
  const lines = [...ledgers.kominfo.acts, ...ledgers.kasn.acts]
  const log = await sql<Logged[]>`select stream, stream_id as id, version, type from events`
  const found: Faults[] = [
    { 'processes that ended by themselves, and feeds that failed': faults },
    { 'answers with status 500': lines.flatMap(line => ('fault' in line ? [line.fault] : [])) },
    judgeActs(lines, log),
    judgeSharedEntries(ledgers.kominfo.entries, ledgers.kasn.entries),
  ]
  let parkedInAll = 0
  for (const side of sides) {
    const { entries, bells } = ledgers[side]
    const system = clientsOf(place, side)('integrator')
    const parked = await parkedOf(system, place, side)
    parkedInAll += parked.size
    found.push(
      of(side, judgeFeed(entries, await readAnew(system, await lastNumber(side)))),
      of(side, { 'reconciliations that find a difference': await reconciled(system, ledgers[side]) }),
      of(side, judgeBells(entries, bells, { after: 0, parked })),
      of(side, { 'events that were not told to whom they concern': await untold(side) }),
    )
  }
  found.push({ 'referrals that look otherwise to the other side': await viewsThatDiffer(place, referralsOf(lines)) })
  const { events, ...numbering } = await judgeNumbering(sql)
  found.push({ 'events without a number, with two, or out of order': nonZero(numbering) })
  found.push({ 'verification of the database': await verified() })

  return {
    counts: {
      'acts told': lines.filter(line => 'told' in line).length,
      'acts refused': lines.filter(line => 'refused' in line).length,
      'of them after an attempt without an answer': lines.filter(line => 'refused' in line && line.unknown).length,
      referrals: referralsOf(lines).size,
      'events in the log': events,
      'entries followed by Kominfo': ledgers.kominfo.entries.length,
      'entries followed by KASN': ledgers.kasn.entries.length,
      'bells verified by Kominfo': ledgers.kominfo.bells.length,
      'bells verified by KASN': ledgers.kasn.bells.length,
      'bells parked': parkedInAll,
    },
    faults: merged(found),
  }

  async function lastNumber(side: Side): Promise<number> {
    const [feed] = await sql<{ last: number }[]>`select last_number::int as last from feeds where agency = ${side}`
    return feed?.last ?? 0
  }

  /** By the log alone: what both parties see of a referral, and what is an agency's own affair. */
  async function untold(side: Side): Promise<string[]> {
    const rows = await sql<{ name: string }[]>`
      select concat_ws('/', stream, stream_id, version, type) as name from events e
       where (audience = 'parties' and stream = 'referral' or audience = 'actor-agency' and agency = ${side})
         and not exists (select from feed_entries f where f.agency = ${side} and f.event_id = e.id)`
    return rows.map(({ name }) => name)
  }

  /** As an operator does it: npm run db:verify. */
  async function verified(): Promise<string[]> {
    const { adminUrl, serviceUrl } = database
    const env = {
      PATH: process.env['PATH'],
      DATABASE_ADMIN_URL: adminUrl,
      DATABASE_URL: serviceUrl,
      DATA_DIR: place.dataDir,
    }
    try {
      await promisify(execFile)(
        process.execPath,
        [fileURLToPath(new URL('../../src/commands/verify.ts', import.meta.url))],
        { env },
      )
      return []
    } catch (error) {
      return [(error as { stderr?: string }).stderr ?? String(error)]
    }
  }
}

/** A second reader, who has read nothing yet and checks every digest. */
async function readAnew(client: Client, last: number): Promise<KeptEntry[]> {
  const entries: KeptEntry[] = []
  if (last === 0) return entries
  for await (const { item } of followFeed(client, { limit: 500 })) {
    const { number, id, type, subject, subjectversion, digest, entrydigest, runningdigest } = item
    entries.push({ number, id, type, subject, subjectversion, digest, entrydigest, runningdigest })
    if (number >= last) break
  }
  return entries
}

async function reconciled(client: Client, { entries }: Ledgers): Promise<string[]> {
  const digests = new Map(entries.map(({ number, runningdigest }) => [number, runningdigest]))
  const last = entries.at(-1)?.number ?? 0
  const digestAt = (number: number) => digests.get(number) ?? '0'.repeat(64)
  const outcome = await reconcileFeed(client, { last, digestAt })
  return outcome.outcome === 'same' && outcome.through === last ? [] : [JSON.stringify(outcome)]
}

async function parkedOf(client: Client, place: Place, side: Side): Promise<Set<number>> {
  const { id } = JSON.parse(readFileSync(webhookFile(place, side), 'utf8'))
  const parked = new Set<number>()
  for await (const { number } of client.each('listWebhookDeliveries', { id, state: 'parked' })) parked.add(number)
  return parked
}

function referralsOf(lines: Ledgers['acts']): Set<string> {
  return new Set(lines.flatMap(line => ('told' in line && line.act === 'sendReferral' ? [line.id] : [])))
}

/** Each referral as both agencies read it: one version, one status, one content. */
async function viewsThatDiffer(place: Place, referrals: ReadonlySet<string>): Promise<string[]> {
  const sender = clientsOf(place, 'kominfo')('referrer')
  const receiver = clientsOf(place, 'kasn')('intake-officer')
  const different: string[] = []
  const left = [...referrals]
  const compare = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const [one, other] = await Promise.all(
        [sender, receiver].map(client => client.readReferral({ id: id as string })),
      )
      if (viewOf(one) !== viewOf(other)) different.push(`${id}: ${viewOf(one)} ${viewOf(other)}`)
    }
  }
  await Promise.all(Array.from({ length: 4 }, compare))
  return different
}

function viewOf(read: Awaited<ReturnType<Client['readReferral']>> | undefined): string {
  const { status, versionNumber, contentDigest, manifestDigest } = read?.data ?? {}
  return [/\d+/.exec(read?.etag ?? '')?.[0], status, versionNumber, contentDigest, manifestDigest].join(' ')
}

function nonZero(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${name}: ${count}`)
}

function of(side: Side, faults: Faults): Faults {
  return Object.fromEntries(Object.entries(faults).map(([kind, places]) => [kind, places.map(at => `${side}: ${at}`)]))
}

function merged(all: readonly Faults[]): Faults {
  const kinds = [...new Set(all.flatMap(faults => Object.keys(faults)))]
  return Object.fromEntries(kinds.map(kind => [kind, all.flatMap(faults => faults[kind] ?? [])]))
}
