import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createWebhookVerifier, type VerifyWebhook, WebhookRefused } from '../../openapi/typescript/src/index.ts'
import { openLedger } from './ledger.ts'
import { bellLedger, endWithParent, type KeptBell, type KeptEntry, readPlace, type Side, webhookFile } from './side.ts'

/** The endpoint of a side: a bell is verified and kept, and then answered. */
endWithParent()
const place = readPlace()
const side = process.argv[2] as Side
const { append } = openLedger<KeptBell>(bellLedger(place, side))
let verify: VerifyWebhook | undefined

createServer(async (request, response) => {
  if (request.method === 'OPTIONS') return response.writeHead(204, { 'webhook-allowed-origin': '*' }).end()
  try {
    append(await verified(request))
    return response.writeHead(204).end()
  } catch (error) {
    // Whoever sent it was killed in the middle of it.
    if (!(error instanceof WebhookRefused)) return response.destroy()
    append({ refused: error.kind })
    return response.writeHead(400).end()
  }
}).listen(place.receivers[side], '127.0.0.1', () => process.send?.({ listens: true }))

async function verified(request: IncomingMessage): Promise<KeptBell> {
  const body = await buffer(request)
  verify ??= createWebhookVerifier(keysOfWebhook())
  const { bell } = await verify({ headers: request.headers, body })
  const { number, id, type, subject, subjectversion, digest, entrydigest, runningdigest } = bell as KeptEntry
  return { bell: { number, id, type, subject, subjectversion, digest, entrydigest, runningdigest } }
}

function keysOfWebhook(): string[] {
  const { keys } = JSON.parse(readFileSync(webhookFile(place, side), 'utf8'))
  return keys.map(({ publicKey }: { publicKey: string }) => publicKey)
}
