import postgres from 'postgres'
import { ConfigError } from '../config.ts'
import { rolesOfUrl } from './database-roles.ts'

/**
 * Row security and the doors bind the service only while it is nobody special. Throws ConfigError when the user of
 * DATABASE_URL could get round them, or when what lies in between drops the start-up parameter that says whose a
 * connection is.
 */
export async function assertRestricted(serviceUrl: string): Promise<void> {
  const { prefix } = rolesOfUrl(serviceUrl)
  const probe = 'whose-connection'
  const sql = postgres(serviceUrl, {
    max: 1,
    connect_timeout: 10,
    fetch_types: false,
    onnotice: () => {},
    connection: { 'app.agency': probe },
  })
  try {
    const [found] = await sql<[{ power: string | null; agency: string | null }]>`
      select current_setting('app.agency', true) as agency,
             case when rolsuper then 'a superuser'
                  when rolbypassrls then 'free of row security (BYPASSRLS)'
                  when rolcreaterole or rolcreatedb then 'allowed to create roles or databases'
                  when rolreplication then 'allowed to replicate'
                  when exists (select from pg_class where relnamespace = to_regnamespace('penerusan') and pg_has_role(r.oid, relowner, 'member'))
                    or exists (select from pg_proc where pronamespace = to_regnamespace('penerusan') and pg_has_role(r.oid, proowner, 'member'))
                    or exists (select from pg_database where datname = current_database() and pg_has_role(r.oid, datdba, 'member'))
                    then 'an owner of the database, its tables or its functions'
                  when exists (select from pg_roles other where other.oid <> r.oid and pg_has_role(r.oid, other.oid, 'member'))
                    then 'a member of other roles'
             end as power
        from pg_roles r where rolname = current_user`
    if (found.power !== null) {
      throw new ConfigError(
        `DATABASE_URL names a user that is ${found.power}; the service needs ${prefix}_service as npm run db:migrate makes it`,
      )
    }
    if (found.agency !== probe) {
      throw new ConfigError('DATABASE_URL leads through something that drops the start-up parameter app.agency')
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}
