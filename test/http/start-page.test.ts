import Fastify from 'fastify'
import t from 'tap'
import { serveStartPage } from '../../src/http/start-page.ts'

const served = async (isSandbox: boolean) => {
  const app = Fastify()
  serveStartPage(app, { isSandbox })
  await app.ready()
  return (url: string) => app.inject({ url })
}

t.test('the page loads its own files and no others, and nothing in it is run that is no file', async t => {
  const get = await served(false)
  const page = await get('/docs/start')
  t.match(page.headers['content-type'], /^text\/html/)
  const policy = String(page.headers['content-security-policy'])
  t.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/)
  t.notMatch(policy, /unsafe|https?:|\*/)
  t.notMatch(page.payload, /<script(?![^>]*\bsrc=)|\son\w+=|<style|\sstyle=/)
  const loaded = [...page.payload.matchAll(/<(?:script|link)[^>]*(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url)
  t.equal(loaded.length, 3)
  for (const url of loaded.filter(url => url !== 'data:,')) {
    const file = await get(url)
    t.equal(file.statusCode, 200, url)
    for (const [, name = ''] of file.payload.matchAll(/from '\.\/([^']+)'/g)) {
      t.equal((await get(`/docs/start/${name}`)).statusCode, 200, name)
    }
  }
})

t.test('it says everything in both languages, and fetches tokens in a sandbox only', async t => {
  const { payload } = await (await served(false))('/docs/start')
  const texts = (language: string) => payload.match(new RegExp(`<(?!html|button)\\w+ lang="${language}"`, 'g'))?.length
  t.ok(Number(texts('en')) > 20)
  t.equal(texts('id'), texts('en'))
  t.match(payload, '<html lang="en" data-sandbox="false">')
  t.match((await (await served(true))('/docs/start')).payload, '<html lang="en" data-sandbox="true">')
})
