import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import { TLSSocket } from 'node:tls'
import { linesOf } from './credentials.ts'

/** A proxy that ends TLS in front of us and tells, in a header, the certificate of the client it has checked. */
export type CertificateProxy = {
  /** The IP addresses it connects from. */
  readonly addresses: readonly string[]
  /** In lower case; `client-cert` (RFC 9440) unless configured. */
  readonly header: string
}

/**
 * Reads the SHA-256 thumbprint (RFC 8705, section 3.1) of the certificate a request came with. From the proxy's own
 * addresses that is what its header says; on any other connection the header is anybody's and counts for nothing, and
 * the certificate is that of the TLS connection itself.
 */
export function certificateReader(
  proxy: CertificateProxy | undefined,
): (request: IncomingMessage) => string | undefined {
  const trusted = new BlockList()
  for (const address of proxy?.addresses ?? []) trusted.addAddress(address, familyOf(address))

  return ({ socket, rawHeaders }) => {
    const { remoteAddress } = socket
    if (proxy !== undefined && remoteAddress !== undefined && trusted.check(remoteAddress, familyOf(remoteAddress))) {
      const [line, ...more] = linesOf(rawHeaders, proxy.header)
      return line === undefined || more.length > 0 ? undefined : thumbprintOf(readByteSequence(line))
    }
    return socket instanceof TLSSocket ? thumbprintOf(socket.getPeerX509Certificate()?.raw) : undefined
  }
}

/** RFC 9440, section 2.2: one byte sequence (RFC 9651, section 3.3.5), the certificate in DER. */
function readByteSequence(line: string): Buffer | undefined {
  const encoded = /^ *:([A-Za-z0-9+/]+={0,2}): *$/.exec(line)?.[1]
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64')
}

function thumbprintOf(certificate: Buffer | undefined): string | undefined {
  return certificate === undefined ? undefined : hash('sha256', certificate, 'base64url')
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
