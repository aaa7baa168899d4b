import '../node-version.js'
import { writeFile } from 'node:fs/promises'
import { readConfig } from '../config.ts'
import { type Check, runChecks } from '../conformance/check.ts'
import { receiverChecks } from '../conformance/receiver/checks.ts'
import { newKeys, signerOf, strangerTo } from '../conformance/receiver/signing.ts'
import { lineOf, type Report, reportOf, tapOf } from '../conformance/report.ts'
import { serverChecks } from '../conformance/server/checks.ts'
import { createTarget, type Endpoint } from '../conformance/target.ts'
import { givenTokens, localTokens, sandboxTokens, type Tokens } from '../conformance/tokens.ts'
import { runCommand, UsageError } from './command-line.ts'

const usage = `Usage: npm run conformance -- --target <url> [options]
       npm run conformance -- --receiver <url> --key <key>
       npm run conformance -- --new-keys

Tries from outside whether a server keeps the contract of this API, or whether a receiver of webhooks takes what it
must and turns away what it must not. It records cases of its own on the server, so use a sandbox.

  --target <url>    the server, as in http://127.0.0.1:3000
  --sandbox         takes tokens from the server, which is a sandbox; this is the default
  --local           takes tokens of the local issuers in DATA_DIR
  --tokens <file>   takes them from a JSON file: {"kominfo recorder": "ey…", "kominfo recorder 2": "ey…", …}
  --endpoint <url>  where the server is to ring this command, when that is not on the same machine: an address that leads to
                    --listen, as in https://bells.partner.example/
  --listen <where>  where this command then takes bells, as in 8081, which is 127.0.0.1:8081, or 0.0.0.0:8081
  --receiver <url>  the receiver, as in https://partner.example/bells
  --key <key>       what it is to believe: whsec_… (HMAC, v1), or whsk_… (ed25519, v1a) whose whpk_… it knows
  --new-keys        prints keys to configure a receiver with, and does nothing else
  --only <letters>  only the checks whose id begins so, as in IDM or LIF-sent
  --report <file>   writes what was expected and seen, as JSON
  --tap             prints TAP in place of lines for people
  --help            this text

It ends with 0 when every check passed, 1 when one failed or none could be tried, 2 when it was called wrongly.`

const options = {
  target: { type: 'string' },
  sandbox: { type: 'boolean' },
  local: { type: 'boolean' },
  tokens: { type: 'string' },
  endpoint: { type: 'string' },
  listen: { type: 'string' },
  receiver: { type: 'string' },
  key: { type: 'string' },
  'new-keys': { type: 'boolean' },
  only: { type: 'string' },
  report: { type: 'string' },
  tap: { type: 'boolean' },
} as const

await runCommand({ usage, options, misused: 2 }, async ({ values }) => {
  process.exitCode = await run(values)
  return undefined
})

type Values = Parameters<Parameters<typeof runCommand<typeof options>>[1]>[0]['values']

async function run(values: Values): Promise<number> {
  if (values['new-keys'] === true) {
    const { shared, privateKey, publicKey } = newKeys()
    return say(
      `HMAC (v1), for both sides  ${shared}\ned25519 (v1a), to try with  ${privateKey}\n         the receiver knows  ${publicKey}`,
    )
  }
  if ((values.target === undefined) === (values.receiver === undefined)) {
    throw new UsageError('expected --target or --receiver (--help says more)')
  }
  if (values.target === undefined && (values.endpoint ?? values.listen) !== undefined) {
    throw new UsageError('--endpoint and --listen are for --target')
  }
  const report = values.target === undefined ? await tryReceiver(values) : await tryServer(values)
  if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`)
  if (values.tap === true) say(tapOf(report))
  else say(`${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`)
  return report.failed === 0 && report.passed > 0 ? 0 : 1
}

async function tryServer(values: Values): Promise<Report> {
  const url = address('--target', values.target)
  const endpoint = endpointOf(values)
  const target = createTarget(url, await tokensFor(url, values), endpoint)
  return tried('server', url, target, serverChecks, values)
}

async function tryReceiver({ key, ...values }: Values): Promise<Report> {
  const url = address('--receiver', values.receiver)
  if (key === undefined) throw new UsageError('--receiver needs --key (--new-keys makes one)')
  const at = { url, sign: signerOf(key), signAsStranger: strangerTo(key), patienceMs: 15_000 }
  return tried('receiver', url, at, receiverChecks, { key, ...values })
}

async function tried<At>(
  kind: Report['kind'],
  url: string,
  at: At,
  checks: readonly Check<At>[],
  { only = '', tap }: Values,
): Promise<Report> {
  const chosen = checks.filter(({ id }) => id.startsWith(only))
  if (chosen.length === 0) throw new UsageError(`no check begins with ${only}`)
  const startedAt = new Date().toISOString()
  const verdicts = await runChecks(at, chosen, verdict => tap !== true && say(lineOf(verdict)))
  return reportOf(kind, url, startedAt, verdicts)
}

function tokensFor(url: string, { sandbox, local, tokens }: Values): Tokens | Promise<Tokens> {
  if ([sandbox, local, tokens].filter(way => way !== undefined).length > 1) {
    throw new UsageError('--sandbox, --local and --tokens exclude each other')
  }
  if (tokens !== undefined) return givenTokens(tokens)
  return local === true ? localTokens(readConfig(process.env)) : sandboxTokens(url)
}

function endpointOf({ endpoint, listen }: Values): Endpoint | undefined {
  if (endpoint === undefined && listen === undefined) return undefined
  if (endpoint === undefined || listen === undefined) throw new UsageError('--endpoint and --listen go together')
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(listen) ?? []
  if (port === undefined || Number(port) > 65_535) throw new UsageError('--listen must be like 8081 or 0.0.0.0:8081')
  return { url: address('--endpoint', endpoint), host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}

function address(option: string, text = ''): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${option} must be like http://127.0.0.1:3000`)
  }
  return option === '--target' ? url.href.replace(/\/$/, '') : url.href
}

function say(text: string): 0 {
  console.log(text)
  return 0
}
