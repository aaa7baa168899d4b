/** The database roles of one deployment. Their names begin with the prefix, because roles are shared by a whole cluster. */
export type DatabaseRoles = {
  readonly prefix: string
  /** Logs in for the service; may read under row security and knock at the doors, nothing else. */
  readonly service: string
  readonly servicePassword: string
  readonly database: string
}

/** What each role that nobody logs in as is for. */
export const restrictedRoles = {
  owner: 'owns tables; used by migrations only',
  writer: 'owns the door for case data',
  gate: 'owns the door for refused attempts',
  sequencer: 'numbers events; sees no payload',
  jobs: 'owns the doors for deliveries; sees no case',
} as const

/**
 * Reads the roles from the service's connection URL: `penerusan_service` has the prefix `penerusan`; a user of
 * another form is its own prefix.
 */
export function rolesOfUrl(serviceUrl: string): DatabaseRoles {
  const url = new URL(serviceUrl)
  const service = decodeURIComponent(url.username)
  return {
    prefix: service.replace(/_service$/, ''),
    service,
    servicePassword: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
  }
}

/** Quotes a name for use in SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Quotes a text for use in SQL, for the few statements that take no parameters. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`.replace(/^(?=.*\\)/s, ' E')
}
