// What the Dockerfile says, done without a container engine: the same files, the same commands in the same order, and
// the service of that tree, run as another user who may not write to it.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { parse } from 'yaml'
import { providePostgres } from './postgres.ts'
import { type Environment, type Place, refusedStart, root, startService } from './service.ts'

/** The user `node` of the image. */
const user = { uid: 1000, gid: 1000 }

type Stage = {
  name: string
  base: string
  folder: string
  workdir: string
  env: Environment
  user: string
  command: [string, ...string[]]
  probe: string[]
}

const scratch = await mkdtemp(join(tmpdir(), 'penerusan-image-'))
await chmod(scratch, 0o755)
const provided = await providePostgres()
try {
  const sent = await filesOfContext()
  const image = await build(await readFile(join(root, 'Dockerfile'), 'utf8'), sent)
  checkImage(image)
  await checkService(image)
  await checkCompose()
} finally {
  await provided.stop()
  await rm(scratch, { recursive: true, force: true })
}

/** The top of the tree as .dockerignore leaves it: everything is left out but what it names. */
async function filesOfContext(): Promise<Set<string>> {
  const lines = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n').filter(line => /^[^#\s]/.test(line))
  assert.equal(lines.shift(), '*')
  return new Set(lines.map(line => /^!([^*/]+)$/.exec(line)?.[1] ?? assert.fail(`.dockerignore: ${line}`)))
}

/** Knows the instructions our Dockerfile uses and fails on others. Gives the last stage. */
async function build(dockerfile: string, context: Set<string>): Promise<Stage> {
  const stages: Stage[] = []
  const instructions = dockerfile
    .replace(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter(line => line.trim() !== '')

  for (const line of instructions) {
    const [, instruction = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? assert.fail(line)
    const stage = stages.at(-1)
    if (instruction === 'FROM') {
      const [base = '', , name = 'final'] = rest.split(/\s+/)
      const folder = join(scratch, name)
      await mkdir(folder)
      stages.push({ name, base, folder, workdir: '/', env: {}, user: 'root', command: ['false'], probe: [] })
      continue
    }
    assert.ok(stage !== undefined)
    const inside = join(stage.folder, stage.workdir)
    switch (instruction) {
      case 'WORKDIR':
        stage.workdir = rest
        await mkdir(join(stage.folder, rest), { recursive: true })
        break
      case 'COPY': {
        const words = rest.split(/\s+/)
        const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined
        const target = words.pop() ?? ''
        for (const source of words) {
          const earlier = stages.find(({ name }) => name === from)
          assert.ok(earlier !== undefined || context.has(source), `COPY ${source}: .dockerignore leaves it out`)
          const many = words.length > 1 || target.endsWith('/')
          const origin = earlier === undefined ? join(root, source) : join(earlier.folder, source)
          await cp(origin, join(inside, target, many ? basename(source) : ''), { recursive: true })
        }
        break
      }
      case 'RUN':
        if (rest.startsWith('npm ')) {
          console.log(`  ${rest}`)
          execFileSync('sh', ['-c', rest], { cwd: inside, stdio: ['ignore', 'inherit', 'inherit'] })
        } else console.log(`  not run: ${rest}`)
        break
      case 'ENV':
        Object.assign(stage.env, Object.fromEntries(rest.split(/\s+/).map(pair => pair.split('='))))
        break
      case 'USER':
        stage.user = rest
        break
      case 'CMD':
        stage.command = JSON.parse(rest)
        break
      case 'HEALTHCHECK':
        stage.probe = JSON.parse(rest.replace(/^.*?CMD\s+/, ''))
        break
      default:
        assert.ok(['LABEL', 'EXPOSE', 'STOPSIGNAL'].includes(instruction), `unknown instruction ${instruction}`)
    }
  }
  return stages.at(-1) ?? assert.fail('no stage')
}

function checkImage({ base, env, user, command, probe }: Stage): void {
  assert.match(base, /^node:24\.\d+-[a-z]+-slim$/, 'the version of Node is pinned')
  assert.equal(user, 'node', 'it does not run as root')
  assert.equal(env['NODE_ENV'], 'production')
  assert.equal(command[0], 'node')
  assert.equal(probe[0], 'node')
}

async function checkService(image: Stage): Promise<void> {
  const folder = join(image.folder, image.workdir)
  // Not ours to reach from another user: the Node that runs these checks may lie in a closed folder.
  const node = join(scratch, 'node')
  await copyFile(process.execPath, node)
  await chmod(node, 0o755)
  const state = join(scratch, 'state')
  await mkdir(state, { mode: 0o700 })
  await chown(state, user.uid, user.gid)

  const [, ...args] = image.command
  const place: Place = { folder, command: [node, ...args], ...user }
  const given = {
    ...image.env,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: state,
    DATABASE_URL: provided.serviceUrl('citra'),
  }

  const refusal = await refusedStart(given, place)
  assert.match(refusal, /^production mode refuses local issuers;[^\n]*\n$/, 'local issuers are refused in one line')
  console.log(`  refused: ${refusal.trim()}`)

  const { agenciesFile, token } = await makeAgencies()
  const keyless = await refusedStart({ ...given, AGENCIES: agenciesFile, DATABASE_ADMIN_URL: provided.adminUrl }, place)
  assert.match(keyless, /^EVIDENCE_KEYS must be set in production[^\n]*\n$/, 'keys are asked for in one line')
  const evidenceKeys = join(scratch, 'evidence-keys.json')
  const reporterKeys = join(scratch, 'reporter-keys.json')
  const webhookKeys = join(scratch, 'webhook-keys.json')
  for (const [kind, path] of [
    ['evidence', evidenceKeys],
    ['reporter', reporterKeys],
    ['webhook', webhookKeys],
  ] as const) {
    const made = spawnSync(node, ['src/commands/new-key.ts', kind, path], { cwd: folder, encoding: 'utf8' })
    assert.equal(made.status, 0, made.stderr)
    await chown(path, user.uid, user.gid)
  }
  const keyFiles = { EVIDENCE_KEYS: evidenceKeys, REPORTER_KEYS: reporterKeys, WEBHOOK_KEYS: webhookKeys }
  const ready = { ...given, AGENCIES: agenciesFile, ...keyFiles }
  const setUp = spawnSync(node, ['src/commands/migrate.ts'], {
    cwd: folder,
    env: { ...ready, DATABASE_ADMIN_URL: provided.adminUrl },
    encoding: 'utf8',
    ...user,
  })
  assert.equal(setUp.status, 0, setUp.stderr)

  const service = await startService(ready, place)
  try {
    assert.equal((await fetch(`${service.origin}/readyz`)).status, 200)
    const authorization = `Bearer ${await token()}`
    assert.equal((await fetch(`${service.origin}/v1/agencies`, { headers: { authorization } })).status, 200)
    const [, ...probe] = image.probe
    const health = spawnSync(node, probe, { env: { PORT: new URL(service.origin).port }, ...user })
    assert.equal(health.status, 0, 'the health check finds it healthy')
  } catch (error) {
    console.error(service.said())
    throw error
  } finally {
    assert.equal(await service.stop(), 0, 'SIGTERM ends it in order')
  }
  const dead = spawnSync(node, image.probe.slice(1), { env: { PORT: '9' }, ...user })
  assert.equal(dead.status, 1, 'the health check finds a dead one unhealthy')
  console.log('  production mode: set up, ready, answers an agency, healthy, ends in order')
}

/** The founding directory with keys in files, and a token of the first agency. */
async function makeAgencies() {
  const file = JSON.parse(await readFile(join(root, 'src/directory/founding.json'), 'utf8'))
  const { publicKey, privateKey } = await generateKeyPair('EdDSA')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA', use: 'sig' }] }
  const { publicKey: other } = await generateKeyPair('EdDSA')
  const others = { keys: [{ ...(await exportJWK(other)), kid: 'one', alg: 'EdDSA', use: 'sig' }] }

  const [first] = file.issuers
  // What is sent here is a plain bearer token.
  first.senderConstraint = 'none'
  for (const issuer of file.issuers) issuer.keys = { file: issuer === first ? 'first.jwks.json' : 'others.jwks.json' }
  const agenciesFile = join(scratch, 'agencies', 'agencies.json')
  await mkdir(dirname(agenciesFile))
  await writeFile(agenciesFile, JSON.stringify(file))
  await writeFile(join(dirname(agenciesFile), 'first.jwks.json'), JSON.stringify(jwks))
  await writeFile(join(dirname(agenciesFile), 'others.jwks.json'), JSON.stringify(others))

  const token = () =>
    new SignJWT({ client_id: 'checks', roles: ['observer'] })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'one' })
      .setIssuer(first.issuer)
      .setAudience('https://penerusan.example/v1')
      .setSubject('checks')
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .setJti('checks-1')
      .sign(privateKey)
  return { agenciesFile, token }
}

/** The service in compose.yaml never knows the administrator, and everything it is given is a variable it reads. */
async function checkCompose(): Promise<void> {
  const { services } = parse(await readFile(join(root, 'compose.yaml'), 'utf8'), { merge: true })
  const { variables } = await import('../src/variables.ts')
  const known = new Set<string>(variables.map(({ name }) => name))
  for (const name of ['set-up', 'service']) {
    const strange = Object.keys(services[name].environment).filter(variable => !known.has(variable))
    assert.deepEqual(strange, [], `compose.yaml, ${name}`)
  }
  assert.equal(services.service.environment.DATABASE_ADMIN_URL, undefined)
  assert.equal(services.service.depends_on['set-up'].condition, 'service_completed_successfully')
  const [, command] = services['set-up'].command
  await readFile(join(root, command))
}
