import { createHash } from 'node:crypto'

/** A page as it was answered. */
export type CapturedPage = { readonly url: string; readonly at: string; readonly html: string }

/** The archive of one page (WARC 1.1, ISO 28500): what was asked of the server is left out, its answer is whole. */
export function toWarc({ url, at, html }: CapturedPage): Buffer {
  const body = Buffer.from(html)
  const answer = Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
    ),
    body,
  ])
  const date = `${new Date(at).toISOString().slice(0, 19)}Z`
  const info = Buffer.from('software: Kominfo patrol, page capture\r\nformat: WARC File Format 1.1\r\n')
  return Buffer.concat([
    record('warcinfo', date, { 'Content-Type': 'application/warc-fields' }, info),
    record('response', date, { 'WARC-Target-URI': url, 'Content-Type': 'application/http; msgtype=response' }, answer),
  ])
}

function record(type: string, date: string, fields: Readonly<Record<string, string>>, block: Buffer): Buffer {
  const digest = createHash('sha256').update(block).digest('hex')
  const head = {
    'WARC-Type': type,
    // The same capture gives the same archive.
    'WARC-Record-ID': `<urn:uuid:${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')}>`,
    'WARC-Date': date,
    'WARC-Block-Digest': `sha256:${digest}`,
    ...fields,
    'Content-Length': String(block.length),
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`WARC/1.1\r\n${lines.join('')}\r\n`), block, Buffer.from('\r\n\r\n')])
}
