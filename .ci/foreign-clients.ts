// Clients that generators of others make of openapi.json alone: compiled strictly, and put to work on a running service.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTokens } from '../examples/service/tokens.ts'
import { playLike } from '../examples/stories/like.ts'
import { createNarrator } from '../examples/stories/narrator.ts'
import { readConfig } from '../src/config.ts'
import type { Foreign } from './foreign/caller.ts'
import { mintToken, root } from './service.ts'
import { createStoryService, type Operations } from './story-service.ts'

const tools = join(root, '.ci/node_modules')
const run = (scratch: string, tool: string, ...args: string[]) =>
  execFileSync(join(tools, '.bin', tool), args, { cwd: scratch, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 26 })

export type Running = { readonly origin: string; readonly DATA_DIR: string }

/** Makes them in a folder that has nothing but the committed description, compiles them and plays with each. */
export async function tryForeignClients(scratch: string, { origin, DATA_DIR }: Running): Promise<void> {
  await generate(scratch)
  compile(scratch)
  for (const name of ['hey-api', 'openapi-fetch']) {
    const { foreign } = (await import(join(scratch, `built/${name}.js`))) as { foreign: Foreign }
    await tryOut(foreign, { origin, DATA_DIR })
  }
}

async function generate(scratch: string): Promise<void> {
  cpSync(join(root, 'openapi/openapi.json'), join(scratch, 'openapi.json'))
  await writeFile(join(scratch, 'package.json'), '{ "type": "module" }')
  await symlink(tools, join(scratch, 'node_modules'))
  cpSync(join(root, '.ci/foreign'), scratch, { recursive: true })
  run(scratch, 'openapi-ts', '--input', 'openapi.json', '--output', 'hey', '--client', '@hey-api/client-fetch')
  run(scratch, 'openapi-typescript', 'openapi.json', '--output', 'openapi-typescript.d.ts')
}

function compile(scratch: string): void {
  try {
    run(scratch, 'tsc', '--project', 'tsconfig.json')
  } catch (error) {
    throw new Error(`a generated client does not compile:\n${(error as { stdout: string }).stdout}`)
  }
}

async function tryOut(foreign: Foreign, { origin, DATA_DIR }: Running): Promise<void> {
  const tokens = createTokens(readConfig({ DATA_DIR }))
  const given = {
    recorder: mintToken({ DATA_DIR }, 'kominfo', 'recorder'),
    referrer: mintToken({ DATA_DIR }, 'kominfo', 'referrer'),
    intake: mintToken({ DATA_DIR }, 'kasn', 'intake-officer'),
  }
  assert.equal(await foreign.firstCalls(origin, given), 'received', foreign.name)

  const narrator = createNarrator(() => {})
  const call = foreign.callerOf(origin)
  const story = createStoryService({ call, operations: operationsOf(), tokens, heard: narrator.heard })
  const { timeline, custody } = await playLike(story, narrator)
  assert.equal(timeline.at(-1)?.type, 'ReferralClosed', foreign.name)
  assert.ok(custody.entries.length > 5)
  console.log(`${foreign.name}: the story of the like, by ${story.used().length} generated operations`)
}

function operationsOf(): Operations {
  const { paths } = JSON.parse(readFileSync(join(root, 'openapi/openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
    })),
  )
}
