import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { median } from './figures.ts'
import type { Extent } from './loads.ts'
import { rankSum } from './rank-sum.ts'
import type { Row } from './report.ts'
import type { Database, Stage } from './stage.ts'

/** Things of one kind that are there and hidden from the caller, and who asks for them. */
type Hidden = {
  readonly what: string
  readonly by: readonly [agency: string, role: string]
  readonly path: (id: string) => string
}

const kinds: Record<string, Hidden> = {
  referrals: { what: 'a referral', by: ['bawaslu', 'observer'], path: id => `/v1/referrals/${id}` },
  violations: { what: 'a violation', by: ['kasn', 'case-officer'], path: id => `/v1/violations/${id}` },
  copies: { what: 'a copy', by: ['jawa-tengah', 'personnel-officer'], path: id => `/v1/copies/${id}` },
  evidence_items: {
    what: 'an item of evidence',
    by: ['kasn', 'case-officer'],
    path: id => `/v1/violations/${id.split(' ')[0]}/evidence/${id.split(' ')[1]}`,
  },
}

const wanted = 500

/** (h) How long it takes to be told 404 of what is hidden, and of what was never there; one request at a time, taking turns. */
export async function measureHidden(stage: Stage, { small, hiddenReads }: Extent): Promise<Row[]> {
  const database = await stage.database('bench_small', { referrals: small, kind: 'mixed' })
  await addCopiesAndEvidence(database)
  const { ours, stop } = await database.servers()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    const rows: Row[] = []
    for (const [table, { what, by, path }] of Object.entries(kinds)) {
      const column = table === 'evidence_items' ? "violation_id || ' ' || id" : 'id::text'
      const found = await database.query<{ id: string }>(
        `select ${column} as id from ${table} order by id desc limit ${wanted}`,
      )
      const hidden: number[] = []
      const absent: number[] = []
      // A token lasts some minutes; a turn of each is short.
      let authorization = ''
      for (let turn = -hiddenReads / 10; turn < hiddenReads; turn++) {
        if (turn % 500 === 0 || authorization === '') authorization = `Bearer ${await stage.tokenFor(...by)}`
        const id = found[Math.abs(turn) % found.length]?.id ?? ''
        const asked = [
          { path: path(id), times: hidden },
          { path: path(id.replaceAll(/[0-9a-f]{4}-[0-9a-f]{12}/g, () => randomUUID().slice(-17))), times: absent },
        ]
        // Whoever comes second may find things warm, so they change places.
        if (turn % 2 === 0) asked.reverse()
        for (const { path, times } of asked) {
          const microseconds = await timeOf(new URL(path, ours.url), authorization, agent)
          if (turn >= 0) times.push(microseconds)
        }
      }
      rows.push(row(what, hidden, absent))
    }
    return rows
  } finally {
    agent.destroy()
    await stop()
  }
}

/** Microseconds from sending to the end of the answer, which must be 404. */
function timeOf(url: URL, authorization: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint()
    request(url, { agent, headers: { authorization } }, response => {
      response.resume().on('end', () => {
        if (response.statusCode !== 404) reject(new Error(`${url.pathname}: ${response.statusCode}`))
        resolve(Number(process.hrtime.bigint() - began) / 1000)
      })
    })
      .on('error', reject)
      .end()
  })
}

/** The data set has neither; whoever may not see them never gets to what they say. */
async function addCopiesAndEvidence(database: Database): Promise<void> {
  await database.query(`
    with chosen as (select id, violation_id from referrals order by id desc limit ${wanted}),
    copied as (
      insert into copies select gen_random_uuid(), id, 1, 'kasn', 'boyolali', '{}', now(), now() + interval '30 days', '{}' from chosen
       where not exists (select from copies))
    insert into evidence_items
      select gen_random_uuid(), violation_id, 'kominfo', 'erased', null, null, '{}', 1, now(), now(), '{}' from chosen
       where not exists (select from evidence_items)`)
  await database.query('analyze copies, evidence_items')
}

function row(what: string, hidden: readonly number[], absent: readonly number[]): Row {
  const { share, p } = rankSum(hidden, absent)
  return [
    `(h) 404 of ${what}: hidden beside absent`,
    `${median(hidden).toFixed(0)} µs (hidden)`,
    `${median(absent).toFixed(0)} µs (absent)`,
    `**${(median(hidden) / median(absent)).toFixed(3)}×**; slower in ${(share * 100).toFixed(1)} % of pairs, p = ${p.toFixed(2)} (n = ${hidden.length} each)`,
    '–',
  ]
}
