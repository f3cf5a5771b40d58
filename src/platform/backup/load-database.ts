import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { DatabaseFacts } from './dump-database.ts';
import { columnList, fixSettings, listTables, measureTable, quoted } from './table-facts.ts';

/** Some rows of a table, or jobs, compressed. */
export type Piece = { table: string; chunks: AsyncIterable<Buffer> };

export type LoadOptions = { onTable(name: string): void };

/**
 * Fills a database whose schema is that of the backup, in one transaction. References between tables are taken off for
 * the time and put on again at the end, which checks every row; then every table is compared with what was written.
 */
export async function loadDatabase(
  client: pg.Client,
  facts: DatabaseFacts,
  pieces: AsyncIterable<Piece>,
  { onTable }: LoadOptions,
): Promise<void> {
  await client.query('begin');
  await fixSettings(client);
  await assertTables(client, facts);
  const triggers = await switchTriggersOff(client);
  const references = await takeReferencesOff(client);
  const names = facts.tables.map(table => quoted(table.name)).join(', ');
  await client.query(`truncate ${names}`);
  await client.query('create temporary table waiting_job (job jsonb) on commit drop');
  for await (const { table, chunks } of pieces) {
    onTable(table);
    await copyPiece(client, copyStatement(facts, table), chunks);
  }
  for (const { table, definition } of references)
    await client.query(`alter table ${table} add ${definition}`);
  for (const { table, name } of triggers) await client.query(`alter table ${table} enable trigger ${name}`);
  for (const { name, value } of facts.sequences)
    await client.query('select setval($1::regclass, $2)', [quoted(name), value]);
  for (const table of facts.tables) await compareTable(client, table);
  await insertJobs(client, facts.jobs);
  await client.query('commit');
  await client.query('analyze');
}

async function assertTables(client: pg.Client, facts: DatabaseFacts): Promise<void> {
  const there = new Map((await listTables(client)).map(table => [table.name, table.columns]));
  for (const { name, columns } of facts.tables) {
    const missing = there.has(name) ? columns.filter(column => !there.get(name)!.includes(column)) : [name];
    if (missing.length > 0)
      throw new AttuneError(
        'backup_unknown_table',
        `This Attune has no ${missing.join(', ')} for table ${name}.`,
        {
          remedy:
            'Restore it with the version of Attune that wrote it, then start the newer one on the result.',
        },
      );
  }
}

/** Rules of a table about who may change its rows, and what else happens then: the rows have been through them. */
async function switchTriggersOff(client: pg.Client): Promise<{ table: string; name: string }[]> {
  const { rows } = await client.query<{ table: string; name: string }>(`
    select tgrelid::regclass::text as table, quote_ident(tgname) as name
    from pg_trigger join pg_class c on c.oid = tgrelid
    where not tgisinternal and tgenabled = 'O' and c.relnamespace = 'public'::regnamespace order by 1, 2`);
  for (const { table, name } of rows) await client.query(`alter table ${table} disable trigger ${name}`);
  return rows;
}

type Reference = { table: string; definition: string };

async function takeReferencesOff(client: pg.Client): Promise<Reference[]> {
  const { rows } = await client.query<Reference & { name: string }>(`
    select conrelid::regclass::text as table, quote_ident(conname) as name,
           format('constraint %I %s', conname, pg_get_constraintdef(oid)) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0
    order by 1, 2`);
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`);
  return rows;
}

function copyStatement(facts: DatabaseFacts, table: string): string {
  if (table === 'jobs') return 'copy waiting_job (job) from stdin';
  const known = facts.tables.find(each => each.name === table);
  if (!known) throw new Error(`the backup holds rows of ${table} and does not list it`);
  return `copy ${quoted(table)} (${columnList(known.columns)}) from stdin`;
}

async function copyPiece(client: pg.Client, statement: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  await pipeline(Readable.from(chunks), createZstdDecompress(), client.query(copyFrom(statement)));
}

async function compareTable(client: pg.Client, written: DatabaseFacts['tables'][number]): Promise<void> {
  const now = await measureTable(client, written);
  if (now.rows === written.rows && now.fingerprint === written.fingerprint) return;
  throw new AttuneError(
    'restore_differs',
    `Table ${written.name} has ${now.rows} rows after the restore; ${written.rows} were written${now.rows === written.rows ? ', with other content' : ''}.`,
    {
      status: 500,
      remedy: 'Nothing was kept of it. Report this, with the versions of both PostgreSQL servers.',
    },
  );
}

/** Columns that the queue's tables have here and the backup knows; what ran is given out again when the server starts. */
async function insertJobs(client: pg.Client, count: number): Promise<void> {
  if (count === 0) return;
  const { rows } = await client.query<{ columns: string }>(`
    select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
    where attrelid = 'pgboss.job'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      and attname in (select jsonb_object_keys(job) from waiting_job)`);
  const { columns } = rows[0]!;
  const done = await client.query(`
    insert into pgboss.job (${columns})
    select ${columns} from (select (jsonb_populate_record(null::pgboss.job, job)).* from waiting_job) as waiting`);
  if (done.rowCount !== count)
    throw new Error(`the backup holds ${count} jobs, and ${done.rowCount} could be restored`);
}
