// Opens /docs of a running service in Chromium, as a person would who wants to read the API.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Locator, type Page } from 'playwright-core'
import { startService } from './service.ts'

const pictures = new URL('./artefacts/', import.meta.url).pathname
await mkdir(pictures, { recursive: true })
const scratch = await mkdtemp(join(tmpdir(), 'penerusan-browser-'))
const service = await startService({ DATA_DIR: join(scratch, 'data'), LOG_LEVEL: 'warn' })

try {
  const browser = await chromium.launchPersistentContext(join(scratch, 'profile'), {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1280, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  try {
    await readTheDocs(await browser.newPage())
  } finally {
    await browser.close()
  }
} finally {
  await service.stop()
  await rm(scratch, { recursive: true, force: true })
}

async function readTheDocs(page: Page): Promise<void> {
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', request => asked.push(request.url()))
  page.on('requestfailed', request => complaints.push(`failed: ${request.url()}`))
  page.on('response', response => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`)
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event =>
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`),
    )
  })

  await page.goto(`${service.origin}/docs`)
  await page.locator('.opblock').first().waitFor()
  await page.screenshot({ path: join(pictures, 'docs.png') })

  const description = (await (await fetch(`${service.origin}/openapi.json`)).json()) as {
    info: { title: string }
    paths: Record<string, Record<string, { operationId?: string }>>
  }
  const operations = Object.values(description.paths)
    .flatMap(path => Object.values(path))
    .filter(({ operationId }) => operationId !== undefined)
  assert.deepEqual(
    await rowsOf(page),
    operations.map(({ operationId }) => operationId).sort(),
    'every operation has a row',
  )
  assert.ok(((await page.locator('.info .title').textContent()) ?? '').startsWith(description.info.title))

  // Readable: at a size people read, and nothing wider than the window.
  const look = await page
    .locator('.info .renderedMarkdown p')
    .first()
    .evaluate(paragraph => {
      const { fontSize } = getComputedStyle(paragraph)
      return { fontSize: Number.parseFloat(fontSize), overflow: document.documentElement.scrollWidth - innerWidth }
    })
  assert.ok(look.fontSize >= 13, `text of ${look.fontSize} px`)
  assert.ok(look.overflow <= 0, `the page is ${look.overflow} px wider than the window`)

  const operation = page.locator('#operations-Referrals-sendReferral')
  await comeTo(page, operation)
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.responses-table').waitFor()
  await operation.locator('.responses-table .response').first().waitFor()
  assert.match((await operation.textContent()) ?? '', /Idempotency-Key/)
  await operation.scrollIntoViewIfNeeded()
  await page.screenshot({ path: join(pictures, 'docs-operation.png') })

  // What is tried out reaches this server and no other.
  const health = page.locator('#operations-Service-readHealth')
  await comeTo(page, health)
  await health.locator('.opblock-summary-control').click()
  await health.getByRole('button', { name: 'Try it out' }).click()
  await health.getByRole('button', { name: 'Execute' }).click()
  await health.locator('.live-responses-table .response-col_status', { hasText: '200' }).first().waitFor()

  const strangers = asked.filter(url => !url.startsWith(`${service.origin}/`) && !url.startsWith('data:'))
  assert.deepEqual(strangers, [], 'nothing is asked of anyone else')
  assert.deepEqual(complaints, [], 'nothing fails and no policy is broken')
  console.log(`/docs: ${operations.length} operations, ${asked.length} requests, all to ${service.origin}`)
}

/** Scrolls from the top until the row is drawn. */
async function comeTo(page: Page, row: Locator): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0))
  while ((await row.count()) === 0) {
    await page.evaluate(() => scrollBy(0, innerHeight / 2))
    await page.waitForTimeout(50)
  }
  await row.scrollIntoViewIfNeeded()
}

/** The ids of all operations that have a row, in order. The page draws a group when it comes into view, so it is read to its end. */
async function rowsOf(page: Page): Promise<string[]> {
  const ids = new Set<string>()
  for (let end = false; !end; ) {
    for (const id of await page.locator('.opblock').evaluateAll(rows => rows.map(row => row.id))) ids.add(id)
    end = await page.evaluate(() => {
      scrollBy(0, innerHeight / 2)
      return scrollY + innerHeight >= document.documentElement.scrollHeight - 1
    })
    await page.waitForTimeout(50)
  }
  for (const id of await page.locator('.opblock').evaluateAll(rows => rows.map(row => row.id))) ids.add(id)
  return [...ids].map(id => id.split('-').at(-1) ?? '').sort()
}
