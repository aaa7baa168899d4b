// Opens /docs of a running sandbox in Chromium, as a person would who wants to read the API, and walks /docs/start to its end.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Locator, type Page } from 'playwright-core'
import { startService } from './service.ts'

const pictures = new URL('./artefacts/', import.meta.url).pathname
await mkdir(pictures, { recursive: true })
const scratch = await mkdtemp(join(tmpdir(), 'penerusan-browser-'))
const service = await startService({ DATA_DIR: join(scratch, 'data'), LOG_LEVEL: 'warn', SANDBOX: 'true' })

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
    // On a busy machine the page of all operations takes its time.
    browser.setDefaultTimeout(120_000)
    await walkFromTokenToEvent(await browser.newPage())
    await readTheDocs(await browser.newPage())
  } finally {
    await browser.close()
  }
} finally {
  await service.stop()
  await rm(scratch, { recursive: true, force: true })
}

/** What a page asks for, and whatever goes wrong on it. */
async function watch(page: Page): Promise<{ asked: string[]; complaints: string[] }> {
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

  return { asked, complaints }
}

function assertQuiet({ asked, complaints }: { asked: string[]; complaints: string[] }): void {
  const strangers = asked.filter(url => !url.startsWith(`${service.origin}/`) && !url.startsWith('data:'))
  assert.deepEqual(strangers, [], 'nothing is asked of anyone else')
  assert.deepEqual(complaints, [], 'nothing fails and no policy is broken')
}

async function readTheDocs(page: Page): Promise<void> {
  const { asked, complaints } = await watch(page)
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

  assert.equal(await page.locator('.info a[href="/docs/start"]').count(), 1, 'whoever is new is led to the start')
  assertQuiet({ asked, complaints })
  console.log(`/docs: ${operations.length} operations, ${asked.length} requests, all to ${service.origin}`)
}

/** By the keyboard alone: every step has one button, and what it brings is on the page. */
async function walkFromTokenToEvent(page: Page): Promise<void> {
  const watched = await watch(page)
  await page.goto(`${service.origin}/docs/start`)
  const steps = [
    ['tokens', /^200 OK/],
    ['listen', /^200 OK[\s\S]*"last": 0/],
    ['record', /^201 Created[\s\S]*"status": "draft"/],
    ['document', /^201 Created[\s\S]*"documented"/],
    ['refer', /^201 Created[\s\S]*"status": "sent"/],
    ['read', /^200 OK[\s\S]*"status": "sent"/],
    ['receive', /^201 Created[\s\S]*"status": "received"/],
    ['wait', /^200 OK[\s\S]*"recorded": \[\s*\{/],
  ] as const
  for (const [id, reply] of steps) {
    const button = page.locator(`#${id} .run:enabled`)
    await button.focus()
    await page.keyboard.press('Enter')
    await page.locator(`#${id}.done`).waitFor()
    assert.match((await page.locator(`#${id} .reply`).textContent()) ?? '', reply, id)
    if (id === 'refer') await page.locator('#events li[data-type="penerusan.referral-sent"]').waitFor()
  }
  await page.locator('#events li[data-type="penerusan.referral-received"]').waitFor()
  const numbers = await page
    .locator('#events li')
    .evaluateAll(lines => lines.map(line => Number.parseInt(line.textContent, 10)))
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
    'the events came in their order, without a gap',
  )

  await page.getByRole('button', { name: 'Bahasa Indonesia' }).click()
  assert.equal(await page.getByText('Dari token sampai peristiwa pertama').isVisible(), true)
  assert.equal(await page.getByText('From a token to the first event').isVisible(), false)

  // Everything that takes input has a name, and no text is too faint to read (WCAG 2.2, 1.4.3).
  const unnamed = await page
    .locator('input')
    .evaluateAll(
      inputs => inputs.filter(input => (input as unknown as { labels: unknown[] }).labels.length === 0).length,
    )
  assert.equal(unnamed, 0, 'every field has a label')
  assert.deepEqual(await faintTexts(page), [], 'every text stands out from its ground')
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`)
  await page.screenshot({ path: join(pictures, 'docs-start.png'), fullPage: true })
  assertQuiet(watched)
  console.log(`/docs/start: ${steps.length} steps, ${numbers.length} events, ${watched.asked.length} requests`)
}

/** What is shown with less than 4.5 : 1 between its colour and the first ground behind it. */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number).map(value => {
        const part = value / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const groundOf = (element: Element | null): string => {
      if (element === null) return 'rgb(255, 255, 255)'
      const { backgroundColor } = getComputedStyle(element)
      return /, 0\)$/.test(backgroundColor) ? groundOf(element.parentElement) : backgroundColor
    }
    return [...document.querySelectorAll('p, h1, h2, span, pre, li, label, a, button, code')].flatMap(element => {
      if (element.textContent?.trim() === '' || element.getClientRects().length === 0) return []
      const [one = 0, other = 0] = [getComputedStyle(element).color, groundOf(element)]
        .map(luminance)
        .sort((a, b) => b - a)
      return (one + 0.05) / (other + 0.05) < 4.5
        ? [`${element.tagName} ${element.textContent?.trim().slice(0, 40)}`]
        : []
    })
  })
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
