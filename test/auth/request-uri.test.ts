import t from 'tap'
import { normalUri, requestUri } from '../../src/auth/request-uri.ts'

const target = 'https://penerusan.example/v1/violations'

t.test('spellings of one target are one (RFC 3986, sections 6.2.2 and 6.2.3)', async t => {
  for (const spelling of [
    target,
    `${target}?limit=5`,
    `${target}#top`,
    'HTTPS://penerusan.example/v1/violations',
    'https://PENERUSAN.Example/v1/violations',
    'https://penerusan.example:443/v1/violations',
    'https://penerusan.example/v1/./violations',
    'https://penerusan.example/v1/x/../violations',
    'https://penerusan.example/v1/%76iolations',
    'https://penerusan.example/v1/%76%69olations?%zz',
  ]) {
    t.equal(normalUri(spelling), target, spelling)
  }
  t.equal(normalUri('https://penerusan.example'), 'https://penerusan.example/')
  t.equal(normalUri('https://penerusan.example/a%2fb'), 'https://penerusan.example/a%2Fb')
})

t.test('other targets stay others', async t => {
  for (const other of [
    'http://penerusan.example/v1/violations',
    'https://penerusan.example:8443/v1/violations',
    'https://penerusan.example.evil.example/v1/violations',
    'https://penerusan.example/v1/violations/',
    'https://penerusan.example/v1//violations',
    'https://penerusan.example/V1/violations',
    'https://penerusan.example/v1/violations%2F',
    'https://penerusan.example/v1/violations%3Flimit=5',
  ]) {
    const normal = normalUri(other)
    t.ok(normal !== undefined && normal !== target, other)
  }
})

t.test('what is no http URI, or hides something, is none', async t => {
  for (const odd of [
    '',
    '/v1/violations',
    'penerusan.example/v1/violations',
    'ftp://penerusan.example/v1/violations',
    'https:/penerusan.example/v1/violations',
    'https://siti@penerusan.example/v1/violations',
    'https://siti:rahasia@penerusan.example/v1/violations',
    'https:\\\\penerusan.example\\v1\\violations',
    'https://penerusan.example/v1/\tviolations',
    ' https://penerusan.example/v1/violations',
    'https://penerusan.example/v1/violations\n',
    'https://',
  ]) {
    t.equal(normalUri(odd), undefined, JSON.stringify(odd))
  }
})

t.test('where a request was sent is the configured place and its own path, never what its target says', async t => {
  const at = 'https://penerusan.example'
  t.equal(requestUri(at, '/v1/violations?limit=5'), target)
  t.equal(requestUri(at, 'https://penerusan.example/v1/violations'), undefined)
  t.equal(requestUri(at, '*'), undefined)
  t.equal(requestUri(at, '@evil.example/v1/violations'), undefined)
  t.equal(requestUri(at, '//evil.example/v1'), 'https://penerusan.example//evil.example/v1')
})
