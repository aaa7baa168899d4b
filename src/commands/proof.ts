import { parseArgs } from 'node:util'
import { makeProof, openProofKey } from '../auth/proof-key.ts'
import { ConfigError } from '../config.ts'

const usage = `Usage: npm run -s proof -- <key file> <method> <url> <token> [--nonce <nonce>]

Prints the DPoP proof for one request with a token that was made with --dpop <key file>. It is good for a minute, once.
The URL must begin as the service's PUBLIC_URL does.`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { nonce: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  const [keyFile, method, uri, token, ...more] = positionals
  if (values.help === true) console.log(usage)
  else if (
    keyFile === undefined ||
    method === undefined ||
    uri === undefined ||
    token === undefined ||
    more.length > 0
  ) {
    throw new ConfigError('expected a key file, a method, a URL and a token (--help says more)')
  } else {
    console.log(
      await makeProof(await openProofKey(keyFile), { method, uri, token, nonce: values.nonce, now: Date.now() }),
    )
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
