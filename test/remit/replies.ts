import { randomUUID } from 'node:crypto'
import type { Operation } from '../routes/every-operation.ts'
import type { Case } from '../support/stories.ts'
import type { Answer, AnyBody, Client } from '../support/test-app.ts'

/** A case that is not there at all. */
export const nowhere: Case = {
  violationId: randomUUID(),
  id: randomUUID(),
  violation: `/v1/violations/${randomUUID()}`,
  referral: `/v1/referrals/${randomUUID()}`,
  persons: [randomUUID()],
  evidence: [randomUUID()],
  copy: randomUUID(),
  obligation: randomUUID(),
}

export function send(
  { method, path, body, form, bytes, headers = {}, ifMatch }: Operation,
  found: Case,
  client: Client,
  changed: (path: string) => string = path => path,
): Promise<Answer> {
  const content = body?.(found) ?? form?.() ?? bytes
  return client.send(method, changed(path(found)), content, { ifMatch: ifMatch && '"1"', headers })
}

/** All that tells one refusal from another: its status, its headers by name, its length, and its body but for what names this one occurrence. */
export function told({ status, headers, body, text }: Answer): string {
  const { requestId: _, instance: __, ...substance } = body as AnyBody
  return JSON.stringify([status, Object.keys(headers).sort(), headers['content-length'] ?? text.length, substance])
}

/** What a reply says, without the path it repeats. */
export function said({ text, body, headers }: Answer): string {
  const { instance } = body as { instance?: string }
  const lines = [text, JSON.stringify({ ...headers })].join('\n')
  return instance === undefined ? lines : lines.replaceAll(JSON.stringify(instance), '""')
}

const together = 24

/** Does the work on each, some at a time. */
export async function onEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items].reverse()
  const one = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item)
  }
  await Promise.all(Array.from({ length: together }, one))
}
