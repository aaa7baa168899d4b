import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * What the service is compared with where files are moved: Node's own server, which writes a request body to a file as it
 * comes, form and all, and reads it back. No tokens, no parsing, no hash, no encryption, no database.
 */
const folder = process.env['FOLDER'] ?? ''

const server = createServer((request, response) => {
  answer(request, response).catch(error => response.destroy(error))
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, noun = '', name = ''] = request.url?.split('/') ?? []
  if (request.method === 'POST') {
    const made = randomUUID()
    await pipeline(request, createWriteStream(join(folder, made), { flush: noun !== 'unflushed' }))
    response.writeHead(201, { location: `/files/${made}` }).end()
  } else if (noun === 'files') {
    const path = join(folder, name)
    response.setHeader('content-length', (await stat(path)).size)
    createReadStream(path).pipe(response)
  } else {
    response.end()
  }
}

process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
