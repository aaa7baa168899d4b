import { FeedFault, followFeed } from '../../openapi/typescript/src/index.ts'
import { openLedger } from './ledger.ts'
import { clientsOf, endWithParent, feedLedger, type KeptEntry, readPlace, type Side } from './side.ts'

/** Follows the feed of a side from where its ledger ends, and keeps each entry before it asks for the next. */
endWithParent()
const place = readPlace()
const side = process.argv[2] as Side
const { lines, append } = openLedger<KeptEntry>(feedLedger(place, side))
const last = lines.at(-1)

try {
  const client = clientsOf(place, side)('integrator')
  const after = last && { number: last.number, runningDigest: last.runningdigest }
  for await (const { item } of followFeed(client, { ...(after && { after }), waitSeconds: 5 })) {
    const { number, id, type, subject, subjectversion, digest, entrydigest, runningdigest } = item
    append({ number, id, type, subject, subjectversion, digest, entrydigest, runningdigest })
  }
} catch (error) {
  if (!(error instanceof FeedFault)) throw error
  process.send?.({ fault: `the follower of ${side} met: ${error.message}` })
  // It stays, so that it is told once.
  setInterval(() => {}, 60_000)
}
