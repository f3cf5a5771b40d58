import type pg from 'pg';

/** Anything that sends statements: a client in a transaction. */
export type Client = Pick<pg.ClientBase, 'query'>;

export type TableFacts = {
  name: string;
  columns: string[];
  rows: number;
  /** Sum of the rows' hashes, whatever their order: equal here and there means equal rows. */
  fingerprint: string;
};

export type SequenceFacts = { name: string; value: string };

/** How values are written as text, the same on both sides. */
export async function fixSettings(client: Client): Promise<void> {
  await client.query(`
    set local datestyle = 'ISO'; set local timezone = 'UTC'; set local intervalstyle = 'postgres';
    set local extra_float_digits = 1; set local bytea_output = 'hex'; set local search_path = public`);
}

/** Of the program and of its sign-in library; what migrations note of themselves is made anew by them. */
export async function listTables(client: Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely\\_%'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`);
  return rows;
}

export async function measureTable(
  client: Client,
  { name, columns }: { name: string; columns: string[] },
): Promise<TableFacts> {
  const { rows } = await client.query<{ rows: string; fingerprint: string }>(`
    select count(*)::text as rows, coalesce(sum(hashtextextended(row(${columnList(columns)})::text, 0)), 0)::text as fingerprint
    from ${quoted(name)}`);
  return { name, columns, rows: Number(rows[0]!.rows), fingerprint: rows[0]!.fingerprint };
}

export async function listSequences(client: Client): Promise<SequenceFacts[]> {
  const { rows } = await client.query<SequenceFacts>(`
    select sequencename as name, last_value::text as value from pg_sequences
    where schemaname = 'public' and last_value is not null order by 1`);
  return rows;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const columnList = (columns: readonly string[]): string => columns.map(quoted).join(', ');
