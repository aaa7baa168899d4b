import { ConfigError } from '../config.ts'

/** Listens; what prevents it is told in the words of the variables. */
export async function onAddress<Result>(
  prefix: '' | 'METRICS_',
  { host, port }: { readonly host: string; readonly port: number },
  listen: () => Promise<Result>,
): Promise<Result> {
  try {
    return await listen()
  } catch (error) {
    switch (error instanceof Error && 'code' in error && error.code) {
      case 'EADDRINUSE':
        throw new ConfigError(
          `${prefix}PORT ${port} is already in use on ${host}; choose another, or 0 for any free one`,
        )
      case 'EACCES':
        throw new ConfigError(`${prefix}PORT ${port} may not be used by this user; choose one from 1024 on`)
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        throw new ConfigError(`${prefix}HOST ${host} is not an address of this machine`)
    }
    throw error
  }
}

/** A host as it stands in a URL: an IPv6 address in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
