import { follow } from './event-stream.js'

const page = document.documentElement
const isSandbox = page.dataset.sandbox === 'true'

const officers = {
  recorder: { agency: 'kominfo', role: 'recorder' },
  referrer: { agency: 'kominfo', role: 'referrer' },
  intake: { agency: 'kasn', role: 'intake-officer' },
  integrator: { agency: 'kasn', role: 'integrator' },
}

const finding = {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: 'The account of an ASN liked a post that campaigns for a presidential candidate.',
  occurredAt: '2023-11-29T09:30:00+07:00',
  knownAt: '2023-12-01T08:00:00+07:00',
  place: { onlineLocation: 'https://social.example/posts/88121' },
  suggestedCategory: 'PD-06',
  interaction: 'like',
  reportedPersons: [
    {
      identification: 'identified',
      name: 'Sari Wulandari, S.Pd.',
      employeeType: 'pns',
      nip: '198504122010012003',
      employer: 'Pemerintah Kabupaten Boyolali',
      personnelAuthority: 'boyolali',
    },
  ],
}

/** What the steps so far have brought. */
const known = {
  tokens: {},
  now: undefined,
  end: undefined,
  violation: undefined,
  referral: undefined,
  told: [],
  keys: {},
}

/** Each step: its call as far as it is known, when it can be run, and what is kept of the reply. */
const steps = {
  tokens: {
    call: () => post('/v1/sandbox/tokens', { agency: 'kominfo', roles: ['recorder'] }),
    run: takeTokens,
    possible: () => isSandbox,
  },
  listen: {
    call: () => ({ as: 'integrator', method: 'GET', path: '/v1/feed?after=0&limit=1' }),
    possible: () => known.tokens.integrator !== undefined && known.end === undefined,
    keep({ body }) {
      known.end = body.last
      listen()
    },
  },
  record: {
    call: () => ({ as: 'recorder', ...post('/v1/violations', finding, true) }),
    possible: () => known.tokens.recorder !== undefined,
    keep({ body, etag }) {
      known.violation = { id: body.id, etag }
    },
  },
  document: {
    call: () => ({
      as: 'recorder',
      method: 'PUT',
      path: `/v1/violations/${known.violation?.id ?? '{id}'}/documentation`,
      headers: { 'If-Match': known.violation?.etag ?? '"…"' },
    }),
    possible: () => known.violation !== undefined && known.tokens.recorder !== undefined,
    keep() {
      known.violation.documented = true
    },
  },
  refer: {
    call: () => ({
      as: 'referrer',
      ...post('/v1/referrals', { violationId: known.violation?.id ?? '{id}' }, true),
    }),
    possible: () => known.violation?.documented === true && known.tokens.referrer !== undefined,
    keep({ body }) {
      known.referral = { path: `/v1/referrals/${body.id}` }
    },
  },
  read: {
    call: () => ({ as: 'intake', method: 'GET', path: firstEvent()?.subject ?? '{subject of the event}' }),
    possible: () => firstEvent() !== undefined && known.tokens.intake !== undefined,
    keep({ etag }) {
      known.referral = { ...known.referral, etag }
    },
  },
  receive: {
    call: () => ({
      as: 'intake',
      method: 'PUT',
      path: `${known.referral?.path ?? '/v1/referrals/{id}'}/receipt`,
      headers: { 'If-Match': known.referral?.etag ?? '"…"' },
    }),
    possible: () => known.referral?.etag !== undefined && known.tokens.intake !== undefined,
    keep() {
      known.received = true
    },
  },
  wait: {
    call: () => ({
      as: 'intake',
      method: 'PUT',
      path: '/v1/sandbox/clock',
      headers: { 'Content-Type': 'application/json' },
      body: { now: new Date(Date.parse(known.now ?? new Date().toISOString()) + 60 * 86_400_000).toISOString() },
    }),
    possible: () => known.received === true,
    keep({ body }) {
      known.now = body.now
    },
  },
}

for (const [name, { run, keep }] of Object.entries(steps)) {
  part(name, '.run').addEventListener('click', async () => {
    const section = document.getElementById(name)
    part(name, '.run').disabled = true
    const replies = await (run?.() ?? runOnce(name, keep))
    const failed = replies.some(({ ok }) => !ok)
    part(name, '.reply').textContent = replies.map(textOfReply).join('\n\n')
    part(name, '.reply').classList.toggle('failed', failed)
    section.classList.toggle('done', !failed)
    show()
  })
}

for (const [name, { agency, role }] of Object.entries(officers)) {
  const label = document.createElement('label')
  const input = document.createElement('input')
  label.textContent = `${agency} ${role}`
  label.htmlFor = input.id = `token-${name}`
  input.autocomplete = 'off'
  input.spellcheck = false
  input.readOnly = isSandbox
  input.addEventListener('input', () => {
    known.tokens[name] = input.value.trim() || undefined
    show()
  })
  document.querySelector('.fields').append(label, input)
}

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    page.lang = button.dataset.language
    for (const each of document.querySelectorAll('[data-language]')) {
      each.setAttribute('aria-pressed', String(each === button))
    }
  })
}

show()

/** Shows every call as it would be made now, and lets be run what can be. */
function show() {
  for (const [name, { call, possible }] of Object.entries(steps)) {
    const shown = call()
    part(name, '.call').textContent = textOfCall(shown)
    part(name, '.run').disabled = !possible()
  }
}

async function takeTokens() {
  const replies = []
  for (const [name, { agency, role }] of Object.entries(officers)) {
    const reply = await send(post('/v1/sandbox/tokens', { agency, roles: [role] }))
    replies.push(reply)
    known.tokens[name] = reply.body.accessToken
    document.getElementById(`token-${name}`).value = reply.body.accessToken ?? ''
  }
  const clock = await send({ as: 'intake', method: 'GET', path: '/v1/sandbox/clock' })
  known.now = clock.body.now
  return replies
}

async function runOnce(name, keep) {
  const reply = await send(steps[name].call())
  if (reply.ok) keep(reply)
  return [reply]
}

function post(path, body, makesSomething = false) {
  const key = makesSomething ? { 'Idempotency-Key': `"${keyOf(path)}"` } : {}
  return { method: 'POST', path, headers: { 'Content-Type': 'application/json', ...key }, body }
}

/** The event about this page's own referral. It may be told before the reply to the call that made it has come. */
function firstEvent() {
  return known.told.find(({ type, subject }) => type === 'penerusan.referral-sent' && subject === known.referral?.path)
}

/** The same until the call succeeded, so that what is shown is what is sent, and a second click repeats it. */
function keyOf(path) {
  known.keys[path] ??= crypto.getRandomValues(new Uint32Array(4)).join('-')
  return known.keys[path]
}

async function send({ as, method, path, headers = {}, body }) {
  try {
    const reply = await fetch(path, {
      method,
      headers: { ...headers, ...(as === undefined ? {} : { Authorization: `Bearer ${known.tokens[as]}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (reply.ok) delete known.keys[path]
    return {
      ok: reply.ok,
      status: `${reply.status} ${reply.statusText}`.trim(),
      etag: reply.headers.get('etag'),
      location: reply.headers.get('location'),
      body: text === '' ? {} : JSON.parse(text),
    }
  } catch (error) {
    return { ok: false, status: String(error), etag: null, location: null, body: {} }
  }
}

async function listen() {
  const following = document.getElementById('following')
  following.textContent = `GET /v1/feed/stream?after=${known.end}`
  const refusal = await follow('/v1/feed/stream', {
    after: known.end,
    authorization: () => `Bearer ${known.tokens.integrator}`,
    heard: event => {
      const line = document.createElement('li')
      line.textContent = `${event.id}  ${event.type}\n${event.data.subject ?? ''}`
      line.dataset.type = event.type
      document.getElementById('events').append(line)
      known.told.push(event.data)
      show()
    },
  })
  following.textContent = `${refusal.status} ${refusal.statusText}`
  known.end = undefined
  show()
}

function textOfCall({ as, method, path, headers = {}, body }) {
  const lines = [`${method} ${path}`]
  if (as !== undefined) lines.push(`Authorization: Bearer ‹${officers[as].agency} ${officers[as].role}›`)
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  return body === undefined ? lines.join('\n') : `${lines.join('\n')}\n\n${JSON.stringify(body, null, 2)}`
}

function textOfReply({ status, etag, location, body }) {
  const lines = [status]
  if (location !== null) lines.push(`Location: ${location}`)
  if (etag !== null) lines.push(`ETag: ${etag}`)
  return `${lines.join('\n')}\n\n${JSON.stringify(body, null, 2)}`
}

function part(name, selector) {
  return document.querySelector(`#${name} ${selector}`)
}
