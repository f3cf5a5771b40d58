import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { syncDirectory, writeDurably } from '#platform/storage/durable-file.ts';
import { quoted } from './table-facts.ts';

const markerFile = (dataDir: string): string => path.join(dataDir, 'restore-unfinished');
const markerTable = 'attune_restore';

/** Throws `restore_unfinished` for what a killed restore left: it must not be taken for a platform. */
export function refuseHalfRestored(dataDir: string): void {
  if (fs.existsSync(markerFile(dataDir))) throw unfinished(dataDir);
}

export async function refuseHalfRestoredDatabase(database: Pick<pg.Pool, 'query'>): Promise<void> {
  if (await hasMarkerTable(database)) throw unfinished('the database of DATABASE_URL');
}

const unfinished = (what: string): AttuneError =>
  new AttuneError('restore_unfinished', `A restore into ${what} did not come to its end.`, {
    status: 409,
    remedy: 'Run "attune restore FILE" again: it throws the half away and begins anew.',
  });

/** Only what the claim put there may be in the directory; the half of a killed restore is thrown away. */
export function emptyDirectory(dataDir: string): void {
  const names = fs.readdirSync(dataDir).filter(name => name !== 'servers');
  if (names.length > 0 && !fs.existsSync(markerFile(dataDir)))
    throw notEmpty(dataDir, `it holds ${names.slice(0, 3).join(', ')}`);
  for (const name of names.filter(each => each !== 'restore-unfinished'))
    fs.rmSync(path.join(dataDir, name), { recursive: true, force: true });
}

/** A cluster that lies apart from its directory is part of the half. */
export function dropHalfCluster(dataDir: string): void {
  if (!fs.existsSync(markerFile(dataDir))) return;
  fs.rmSync(findPostgresHome(dataDir).clusterDir, { recursive: true, force: true });
}

export function markUnfinished(dataDir: string): void {
  writeDurably(markerFile(dataDir), new Date().toISOString());
}

export function markFinished(dataDir: string): void {
  fs.rmSync(markerFile(dataDir), { force: true });
  syncDirectory(dataDir);
}

/** The same for a database on a server: its tables, before and after. */
export async function emptyDatabase(client: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await client.query<{ schema: string; name: string }>(`
    select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'pgboss') order by 1, 2`);
  if (rows.length > 0 && !(await hasMarkerTable(client)))
    throw notEmpty('The database of DATABASE_URL', `it has the table ${rows[0]!.schema}.${rows[0]!.name}`);
  await client.query(
    `create table if not exists ${markerTable} (started_at timestamptz not null default now())`,
  );
  await client.query('drop schema if exists pgboss cascade');
  for (const { schema, name } of rows)
    if (schema === 'public' && name !== markerTable)
      await client.query(`drop table if exists ${quoted(name)} cascade`);
  await dropFunctions(client);
}

/** Of migrations; what belongs to an extension stays. */
async function dropFunctions(client: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(`
    select oid::regprocedure::text as signature from pg_proc p where pronamespace = 'public'::regnamespace
      and not exists (select 1 from pg_depend where objid = p.oid and classid = 'pg_proc'::regclass and deptype = 'e')`);
  for (const { signature } of rows) await client.query(`drop function ${signature} cascade`);
}

export const dropMarkerTable = (client: Pick<pg.Pool, 'query'>): Promise<unknown> =>
  client.query(`drop table if exists ${markerTable}`);

async function hasMarkerTable(client: Pick<pg.Pool, 'query'>): Promise<boolean> {
  const { rows } = await client.query<{ table: string | null }>(
    `select to_regclass('public.${markerTable}')::text as "table"`,
  );
  return rows[0]!.table !== null;
}

const notEmpty = (what: string, why: string): AttuneError =>
  new AttuneError('target_not_empty', `${what} is not empty: ${why}.`, {
    status: 409,
    remedy:
      'A restore writes over nothing. Name an empty directory with --data, or an empty database with DATABASE_URL.',
  });
