import type { Verdict } from '../conformance/check.ts'
import { receiverChecks } from '../conformance/receiver/checks.ts'
import { serverChecks } from '../conformance/server/checks.ts'
import { code, page, table } from './markdown.ts'

/** What a partner has to try things with: a sandbox, checks of a server and of a receiver, and a page. */
export function partnerKitPage(): string {
  return page(
    'For partners',
    'Three things to try an integration with, before anybody’s case depends on it. None of them needs more than HTTP and tokens.',
    sandbox,
    startPage,
    conformance,
    `### Checks of a server\n\n${tableOf(serverChecks)}`,
    receiver,
    `### Checks of a receiver\n\n${tableOf(receiverChecks)}`,
    report,
  )
}

function tableOf(checks: readonly Pick<Verdict, 'id' | 'what' | 'expected'>[]): string {
  return table(
    ['Check', 'What is tried', 'What is expected'],
    checks.map(({ id, what, expected }) => [code(id), what, expected]),
  )
}

const sandbox = `## A sandbox

\`SANDBOX=true npm start\` makes the service a sandbox. Its description, \`/openapi.json\`, has four more operations, tagged Sandbox; elsewhere those
paths do not exist, for anybody.

${table(
  ['Operation', 'What it does'],
  [
    [
      code('POST /v1/sandbox/tokens'),
      'Gives out a token of a local issuer, for any role that the agency may give: `{"agency": "kasn", "roles": ["integrator"]}`. Needs no token. With `"client": true` it is your system’s own and no person’s, so the [harvest limit](limits.md#quotas) does not count what it opens.',
    ],
    [code('GET /v1/sandbox/clock'), 'Tells what the clock says, and how far it is ahead.'],
    [
      code('PUT /v1/sandbox/clock'),
      'Moves it forward: `{"now": "2027-01-15T08:00:00+07:00"}`. Deadlines, steps about silent obligations and successions that become due are done before the answer, which counts their events by type; the feed tells them.',
    ],
    [
      code('POST /v1/sandbox/reset'),
      'Begins anew: agencies and catalogues are there, no case, no evidence, no feed, and the clock tells the true time. Tokens, cursors and keys stay valid. Meanwhile others are answered 503 with `Retry-After`.',
    ],
  ],
)}

Whoever has any token of the sandbox may use them, and everybody gets a token: let nobody put a real person into it. Tokens begin and end by the true
time, also when the clock does not tell it; which roles an agency may give goes by the clock, so that after a succession the successor’s officers are at work.

For operators:

- It is refused in production mode, and production mode refuses the database of a sandbox.
- Only a database that was a sandbox’s from its first case is ever reset. With cases of other origin in it, the service does not start as a sandbox.
- A reset prepares a fresh database, lets the requests under way end, and exchanges the two through the administrator’s connection. No role is given a
  right to delete. A crash in the middle is made good at the next start as a sandbox; there is never half a state.
- One process serves a sandbox. While somebody else is connected to its database, a reset is refused (\`sandbox-in-use\`, R-SBX-02).
- With \`DATABASE_URL\` it needs \`DATABASE_ADMIN_URL\`, whose user may create, rename and drop databases. The evidence store is emptied too; it must be
  the sandbox’s own, as every store is its database’s own.`

const startPage = `## From a token to the first event

\`/docs/start\` on the running service, linked at the top of \`/docs\`. Eight steps, each with its call, a button that makes it and the real reply, and the feed of
KASN as it comes. In a sandbox it takes its tokens by itself; elsewhere you paste those of your issuers. It loads nothing from anywhere else, works with
the keyboard alone, and speaks English and Indonesian.`

const conformance = `## Does a server keep the contract?

\`npm run -s conformance -- --target URL\` tries a server from outside: this one, or one that you build to the same contract. It knows the agencies of the
founding directory, and records some sixty cases in which nobody exists, so point it at a sandbox.

${table(
  ['Tokens', 'How'],
  [
    [code('--sandbox'), 'From the server itself; this is the default'],
    [code('--local'), 'From the local issuers in `DATA_DIR`, as `npm run token` makes them'],
    [
      code('--tokens FILE'),
      'From a JSON file: `{"kominfo recorder": "ey…", "kominfo recorder 2": "ey…", "kasn intake-officer": "ey…"}`; checks for which there is none are skipped, and say so',
    ],
  ],
)}

\`--only IDM\` runs the checks whose id begins so.

Bells are taken by the command itself (\`WHK-02\`). A sandbox on the same machine rings it there, with \`WEBHOOK_LOOPBACK=on\`. A server elsewhere rings
public addresses only: give it one that leads to the command through your reverse proxy, by
\`--endpoint https://bells.partner.example/ --listen 8081\`. Without either the check is skipped and says so; all others are tried from anywhere.`

const receiver = `## Does your receiver of webhooks hold?

\`npm run -s conformance -- --receiver URL --key KEY\` sends what a webhook of this service sends (Standard Webhooks, with an item of the feed as its body), and
what somebody else might. \`--new-keys\` makes keys: configure the receiver with the \`whsec_…\` or the \`whpk_…\`, and give the command the \`whsec_…\` or the
\`whsk_…\`. The receiver may be anywhere that you can reach, your own machine included.`

const report = `## What comes of it

Each line says whether a check passed; of one that failed, what was expected and what was seen. The exit code is 0 when every check passed, 1 when one failed
or none could be tried, 2 when the command was called wrongly. \`--tap\` prints TAP 14 instead. \`--report FILE\` writes JSON:

\`\`\`json
{
  "target": "http://127.0.0.1:3000",
  "kind": "server",
  "at": "2026-01-05T08:00:00.000Z",
  "passed": 50,
  "failed": 1,
  "skipped": 0,
  "checks": [
    {
      "id": "IDM-04",
      "what": "the same key with another body",
      "expected": "422 idempotency-key-reused",
      "seen": "status 201, code undefined",
      "outcome": "fail"
    }
  ]
}
\`\`\``
