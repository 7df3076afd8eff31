/** Close a table that holds a site's rows: a session sees and writes its own sites only, the owner included. One InitPlan a query, not one look-up a row. */
export const isolation = (table: string): string => `
alter table ${table} enable row level security; alter table ${table} force row level security;
create policy site_isolation on ${table} using (site_id = any ((select sec.site_ids())::uuid[])) with check (site_id = any ((select sec.site_ids())::uuid[]));
`;
