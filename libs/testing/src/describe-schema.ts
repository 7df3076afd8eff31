/** The schema as text, from the catalogue: what migrations/schema.sql holds and a test compares. Reading order, not a dump to restore. */
import type pg from 'pg';

const schemas = `('audit', 'clinical', 'ops', 'sec')`;

const sections: readonly (readonly [title: string, sql: string])[] = [
  ['tables', `
    select format(E'create table %I.%I (\\n%s\\n);', n.nspname, c.relname, string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' else '' end, coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' order by a.attnum)) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where n.nspname in ${schemas} and c.relkind = 'r' group by n.nspname, c.relname order by n.nspname, c.relname`],
  ['constraints', `
    select format('alter table %s add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(c.oid)) as line
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace where n.nspname in ${schemas} and contype <> 'n' order by conrelid::regclass::text, contype desc, conname`],
  ['indexes', `
    select pg_get_indexdef(i.indexrelid) || ';' as line from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by 1`],
  ['views', `
    select format(E'create view %I.%I as\\n%s', n.nspname, c.relname, pg_get_viewdef(c.oid, true)) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${schemas} and c.relkind = 'v' order by 1`],
  ['functions', `
    select pg_get_functiondef(p.oid) || ';' as line from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ${schemas}
    order by n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`],
  ['triggers', `
    select pg_get_triggerdef(t.oid) || ';' as line from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and not t.tgisinternal order by t.tgrelid::regclass::text, t.tgname`],
  ['row-level security', `
    select format('alter table %s %s row level security, %s row level security;', c.oid::regclass, case when relrowsecurity then 'enable' else 'disable' end,
      case when relforcerowsecurity then 'force' else 'no force' end) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${schemas} and c.relkind = 'r' order by c.oid::regclass::text`],
  ['policies', `
    select format('create policy %I on %I.%I for %s using (%s)%s;', policyname, schemaname, tablename, lower(cmd), qual, coalesce(' with check (' || with_check || ')', '')) as line
    from pg_policies where schemaname in ${schemas} order by schemaname, tablename, policyname`],
];

export async function describeSchema(client: pg.Client): Promise<string> {
  let text = '-- Generated from a migrated database by tests/integration/schema.test.ts (UPDATE_SCHEMA=1). Do not edit.\n';
  for (const [title, sql] of sections) {
    const { rows } = await client.query<{ line: string }>(sql);
    text += `\n-- ${title}\n\n${rows.map((r) => r.line).join('\n')}\n`;
  }
  return text;
}
