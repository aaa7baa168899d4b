import postgres from 'postgres'
import { rolesOfUrl } from './database-roles.ts'

/** A revocation as the operator sees it: what exactly is revoked is known by its digest alone. */
export type Revocation = {
  readonly id: string
  readonly kind: string
  readonly issuer: string
  readonly from: Date
  readonly until: Date | null
  readonly reason: string
}

export type NewRevocation = {
  readonly kind: string
  readonly issuer: string
  /** In hex. */
  readonly digest: string
  /** Undefined: now. */
  readonly from: Date | undefined
  /** Undefined: until it is lifted. */
  readonly forMinutes: number | undefined
  readonly reason: string
}

/** The register of revocations, for the operator: the service itself can only read it. */
export type RevocationRegister = {
  revoke(revocation: NewRevocation): Promise<Revocation>
  /** False when there is no such revocation, or it was lifted before. */
  lift(id: string): Promise<boolean>
  /** Those that are in force or will be. */
  list(): Promise<Revocation[]>
  close(): Promise<void>
}

/** Opens it as the owner of the tables, which an administrator may become. */
export function openRevocationRegister(adminUrl: string, serviceUrl: string): RevocationRegister {
  const { prefix, database } = rolesOfUrl(serviceUrl)
  const url = new URL(adminUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  const sql = postgres(url.href, {
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { role: `${prefix}_owner`, search_path: 'penerusan' },
  })
  const columns = sql`id::text, kind, issuer, effective_from as from, effective_until as until, reason`

  return {
    async revoke({ kind, issuer, digest, from = null, forMinutes = null, reason }) {
      const [row] = await sql<[Revocation]>`
        insert into revocations (kind, issuer, digest, effective_from, effective_until, reason, made_at)
        select ${kind}, ${issuer}, decode(${digest}, 'hex'), start, start + make_interval(mins => ${forMinutes}), ${reason}, app_now()
          from (select coalesce(${from}::timestamptz, app_now()) as start) moment
        returning ${columns}`
      return row
    },
    async lift(id) {
      const lifted = await sql`
        update revocations set lifted_at = app_now() where id::text = ${id} and lifted_at is null returning id`
      return lifted.length > 0
    },
    list: async () => [
      ...(await sql<Revocation[]>`
        select ${columns} from revocations
         where lifted_at is null and (effective_until is null or effective_until > app_now()) order by revocations.id`),
    ],
    close: () => sql.end({ timeout: 5 }),
  }
}
