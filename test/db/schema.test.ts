// The whole schema in one file, so that a change of the database is read in a review like any other change.
// To write it anew after a change of a migration:  UPDATE_SCHEMA=1 npx tap test/db/schema.test.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type postgres from 'postgres'
import t from 'tap'
import * as schema from '../../src/db/schema.ts'
import { openDesk } from './desk.ts'

const file = new URL('./schema.txt', import.meta.url)

t.test('the database is as test/db/schema.txt says', async t => {
  const { admin } = await openDesk(t)
  const described = await describe(admin)
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, described)
  t.equal(described, readFileSync(file, 'utf8').replaceAll('\r\n', '\n'))
})

t.test('every column that queries name is in the database, and of that type', async t => {
  const { admin } = await openDesk(t)
  for (const table of Object.values(schema) as PgTable[]) {
    const { name, columns } = getTableConfig(table)
    const rows = await admin`
      select attname as name, format_type(atttypid, null) as type, attnotnull as required from pg_attribute
       where attrelid = ${`penerusan.${name}`}::regclass and attnum > 0`
    const found = new Map(rows.map(({ name, type, required }) => [name, { type, required }]))
    for (const column of columns) {
      t.strictSame(
        found.get(column.name),
        { type: column.getSQLType(), required: column.notNull },
        `${name}.${column.name}`,
      )
    }
  }
})

/** Tables, domains, functions, roles' rights and policies as text, one a line, in an order that does not depend on the server. */
async function describe(sql: postgres.Sql): Promise<string> {
  const line = async (...query: Parameters<postgres.Sql>) =>
    ((await sql(...query)) as unknown as { line: string }[]).map(({ line }) => line.replaceAll('penerusan_test_', ''))
  const rights = (acl: postgres.Helper<string>, owner: postgres.Helper<string>) => sql`
    coalesce((select string_agg(format('%s may %s', r.rolname, what), '; ' order by r.rolname collate "C") from (
      select grantee, string_agg(lower(privilege_type), ', ' order by privilege_type) as what
        from aclexplode(${acl}) where privilege_type <> 'MAINTAIN' and grantee <> ${owner} group by grantee) given
      join (select oid, rolname::text from pg_roles union all select 0, 'everybody') r on r.oid = given.grantee), 'nobody else')`

  const tables = await sql<{ oid: number; name: string; head: string }[]>`
    select c.oid, relname::text as name,
           format('%s (owner %s%s%s): %s', relname, pg_get_userbyid(relowner), case when relrowsecurity then ', row security' else '' end,
             case when relforcerowsecurity then ' forced' else '' end, ${rights(sql('relacl'), sql('relowner'))}) as head
      from pg_class c where relnamespace = 'penerusan'::regnamespace and relkind in ('r', 'v', 'm', 'p') order by relname collate "C"`
  const text: string[] = []
  for (const { oid, head } of tables) {
    text.push('', `table ${head.replaceAll('penerusan_test_', '')}`)
    text.push(
      ...(await line`
        select format('  %s %s%s%s', attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' else '' end,
          coalesce(case when attidentity <> '' then ' identity' end, ' default ' || pg_get_expr(adbin, adrelid), '')) as line
          from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
         where attrelid = ${oid} and attnum > 0 and not attisdropped order by attnum`),
      ...(await line`
        select format('  constraint %s %s', conname, pg_get_constraintdef(oid)) as line from pg_constraint
         where conrelid = ${oid} and contype <> 'n' order by conname collate "C"`),
      ...(await line`
        select '  ' || pg_get_indexdef(indexrelid) as line from pg_index join pg_class i on i.oid = indexrelid
         where indrelid = ${oid} and not exists (select from pg_constraint where conindid = indexrelid) order by relname collate "C"`),
      ...(await line`
        select '  ' || pg_get_triggerdef(oid) as line from pg_trigger where tgrelid = ${oid} and not tgisinternal order by tgname collate "C"`),
      ...(await line`
        select format('  policy %s for %s to %s using (%s) with check (%s)', polname,
                 case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
                 (select string_agg(rolname, ', ') from pg_roles where oid = any(polroles)),
                 regexp_replace(pg_get_expr(polqual, polrelid), '\\s+', ' ', 'g'),
                 regexp_replace(pg_get_expr(polwithcheck, polrelid), '\\s+', ' ', 'g')) as line
          from pg_policy where polrelid = ${oid} order by polname collate "C", line`),
    )
  }
  text.push(
    '',
    ...(await line`
      select format('domain %s as %s (owner %s) %s', typname, format_type(typbasetype, typtypmod), pg_get_userbyid(typowner),
               (select string_agg(pg_get_constraintdef(oid), ' ' order by conname collate "C") from pg_constraint where contypid = t.oid)) as line
        from pg_type t where typnamespace = 'penerusan'::regnamespace and typtype = 'd' order by typname collate "C"`),
    '',
    ...(await line`
      select format('function %s(%s) returns %s (owner %s, %s%s%s): %s', proname, pg_get_function_identity_arguments(oid),
               pg_get_function_result(oid), pg_get_userbyid(proowner),
               case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
               case when prosecdef then ', with its owner''s rights' else '' end,
               coalesce(', ' || array_to_string(proconfig, ', '), ''), ${rights(sql('proacl'), sql('proowner'))}) as line
        from pg_proc where pronamespace = 'penerusan'::regnamespace order by proname collate "C"`),
  )
  return `${text.join('\n').trim()}\n`
}
