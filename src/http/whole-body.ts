import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import type { ExpectedDigests } from '../vault/vault.ts'
import { digestMismatch } from './form-upload.ts'
import { bodyOf } from './long-bodies.ts'

/**
 * A short body of a route that reads its bodies itself, whole. Throws `content-too-large`, or `digest-mismatch` when it is
 * not what `expected` says.
 */
export async function wholeBody(
  request: FastifyRequest,
  mostBytes: number,
  expected: ExpectedDigests | undefined,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of bodyOf(request)) {
    length += piece.length
    if (length > mostBytes) throw new Problem('content-too-large')
    pieces.push(piece)
  }
  const body = Buffer.concat(pieces)
  const isOther = (algorithm: string, wanted: Uint8Array | undefined) =>
    wanted !== undefined && !timingSafeEqual(createHash(algorithm).update(body).digest(), wanted)
  if (isOther('sha256', expected?.sha256) || isOther('sha512', expected?.sha512)) {
    throw digestMismatch('header/content-digest')
  }
  return body
}
