import { constants, zstdCompress } from 'node:zlib';
import { promisify } from 'node:util';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import {
  columnList,
  fixSettings,
  listSequences,
  listTables,
  measureTable,
  quoted,
  type SequenceFacts,
  type TableFacts,
} from './table-facts.ts';
import type { ArchiveWriter } from './write-archive.ts';

export type DatabaseFacts = {
  migrations: string[];
  tables: TableFacts[];
  sequences: SequenceFacts[];
  jobs: number;
};

export type DumpOptions = {
  /** Called once the moment of the backup is fixed, before anything is written. */
  onSnapshot(migrations: string[]): Promise<void>;
  onTable(name: string): void;
};

const pieceBytes = 8 * 2 ** 20;

/**
 * Every row of one moment, whatever is written meanwhile. Tables go as COPY's text form, which every PostgreSQL reads,
 * in pieces of a few megabytes; jobs that wait or run go as JSON, for their tables belong to the queue's library.
 */
export async function dumpDatabase(
  client: pg.Client,
  archive: ArchiveWriter,
  { onSnapshot, onTable }: DumpOptions,
): Promise<DatabaseFacts> {
  await client.query('begin isolation level repeatable read, read only');
  await fixSettings(client);
  const tables = await listTables(client);
  await client.query(`lock table ${tables.map(table => quoted(table.name)).join(', ')} in access share mode`);
  const migrations = await listMigrations(client);
  await onSnapshot(migrations);
  const facts: TableFacts[] = [];
  for (const table of tables) {
    onTable(table.name);
    facts.push(await measureTable(client, table));
    const statement = `copy ${quoted(table.name)} (${columnList(table.columns)}) to stdout`;
    await dumpPieces(client, archive, `database/${table.name}`, statement);
  }
  onTable('jobs');
  const jobs = await dumpJobs(client, archive);
  const sequences = await listSequences(client);
  await client.query('commit');
  return { migrations, tables: facts, sequences, jobs };
}

async function listMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from kysely_migration order by name');
  return rows.map(row => row.name);
}

const livingJobs = `from pgboss.job j where j.state in ('created', 'retry', 'active')`;

async function dumpJobs(client: pg.Client, archive: ArchiveWriter): Promise<number> {
  const present = await client.query<{ table: string | null }>(
    `select to_regclass('pgboss.job')::text as "table"`,
  );
  if (present.rows[0]?.table === null) return 0;
  const { rows } = await client.query<{ count: number }>(`select count(*)::int as count ${livingJobs}`);
  await dumpPieces(
    client,
    archive,
    'jobs',
    `copy (select to_jsonb(j) ${livingJobs} order by j.created_on, j.id) to stdout`,
  );
  return rows[0]!.count;
}

/** Pieces end with a row, so that each can be read alone. */
async function dumpPieces(
  client: pg.Client,
  archive: ArchiveWriter,
  name: string,
  statement: string,
): Promise<void> {
  let kept: Buffer[] = [];
  let bytes = 0;
  let pieces = 0;
  const flush = async (content: Buffer) => {
    if (content.length > 0)
      await archive.add(`${name}/${String(++pieces).padStart(6, '0')}.zst`, await compress(content));
  };
  for await (const chunk of client.query(copyTo(statement)) as AsyncIterable<Buffer>) {
    kept.push(chunk);
    bytes += chunk.length;
    if (bytes < pieceBytes) continue;
    const content = Buffer.concat(kept);
    const end = content.lastIndexOf(newline) + 1;
    await flush(content.subarray(0, end));
    kept = [content.subarray(end)];
    bytes = content.length - end;
  }
  await flush(Buffer.concat(kept));
}

const newline = 10;

const compress = (bytes: Buffer): Promise<Buffer> =>
  promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
