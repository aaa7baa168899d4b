import postgres from 'postgres'
import { rolesOfUrl } from './database-roles.ts'

/** A deployment's database: its administrator, and the service, whose name tells the roles. */
export type Deployment = { readonly adminUrl: string; readonly serviceUrl: string }

/** One connection of the administrator that acts as the owner of the tables; `purpose` is what PostgreSQL shows of it. */
export function connectAsOwner(
  { adminUrl, serviceUrl }: Deployment,
  purpose: string,
  searchPath?: string,
): postgres.Sql {
  const { prefix, database } = rolesOfUrl(serviceUrl)
  const target = new URL(adminUrl)
  target.pathname = `/${encodeURIComponent(database)}`
  return postgres(target.href, {
    max: 1,
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: () => {},
    connection: {
      role: `${prefix}_owner`,
      TimeZone: 'UTC',
      application_name: `penerusan ${purpose}`,
      ...(searchPath !== undefined && { search_path: searchPath }),
    },
  })
}

/** Does some work on such a connection, and ends it. */
export async function asOwner<Result>(
  place: Deployment,
  purpose: string,
  work: (sql: postgres.Sql) => PromiseLike<Result>,
): Promise<Result> {
  const sql = connectAsOwner(place, purpose)
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
