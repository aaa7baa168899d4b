import { makeProof, openProofKey } from '../auth/proof-key.ts'
import { runCommand, UsageError } from './command-line.ts'

const usage = `Usage: npm run -s proof -- <key file> <method> <url> <token> [--nonce <nonce>]

Prints the DPoP proof for one request with a token that was made with --dpop <key file>. It is good for a minute, once.
The URL must begin as the service's PUBLIC_URL does.`

const options = { nonce: { type: 'string' } } as const

await runCommand({ usage, options, takesWords: true, failed: 'No proof was made' }, async given => {
  const [keyFile, method, uri, token, ...more] = given.positionals
  if (keyFile === undefined || method === undefined || uri === undefined || token === undefined || more.length > 0) {
    throw new UsageError('expected a key file, a method, a URL and a token (--help says more)')
  }
  return makeProof(await openProofKey(keyFile), { method, uri, token, nonce: given.values.nonce, now: Date.now() })
})
