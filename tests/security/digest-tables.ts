import type { Pool } from 'pg';

/** Written by every look at a key, an attempt to sign in or a queue: not what a call did to anybody. */
const restless = ['sign_in_attempt', 'idempotency', 'session'];

/** A digest of the rows of every table: two that are equal mean that nothing was written in between. */
export async function digestTables(pool: Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const names = rows.map(row => row.name).filter(name => !restless.includes(name));
  const each = names.map(
    name =>
      `select '${name}' as name, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from "${name}" t`,
  );
  const digests = await pool.query<{ name: string; digest: string }>(each.join(' union all '));
  return Object.fromEntries(digests.rows.map(row => [row.name, row.digest]));
}
