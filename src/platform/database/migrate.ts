import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Db } from './database.ts';

export type Migrations = Record<string, Migration>;

/**
 * Brings the schema up to this program, under Kysely's advisory lock. Names start with four digits and are global;
 * they only go up. A database that knows a migration this program does not is of a newer Attune and is left alone.
 * `program` is this program's version: it is noted, so that an older one can say which version is needed.
 */
export async function migrate(db: Db, migrations: Migrations, program?: string): Promise<string[]> {
  await refuseNewer(db, migrations, program);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  if (program !== undefined) await noteProgram(db, program);
  return (results ?? []).map(result => result.migrationName);
}

const programKey = 'program';

async function noteProgram(db: Db, program: string): Promise<void> {
  await sql`
    insert into setting (key, value) values (${programKey}, to_jsonb(${program}::text))
    on conflict (key) do update set value = excluded.value where setting.value <> excluded.value`.execute(db);
}

async function refuseNewer(db: Db, migrations: Migrations, program?: string): Promise<void> {
  const present = await sql<{
    table: string | null;
  }>`select to_regclass('kysely_migration')::text as "table"`.execute(db);
  if (!present.rows[0]?.table) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.map(row => row.name).filter(name => !(name in migrations));
  if (unknown.length > 0) throw databaseNewer(unknown, await findProgram(db), program);
}

async function findProgram(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`
    select value #>> '{}' as version from setting where key = ${programKey}`.execute(db);
  return rows[0]?.version;
}

function databaseNewer(
  unknown: string[],
  writer: string | undefined,
  program: string | undefined,
): AttuneError {
  const wrote = writer ? `Attune ${writer} wrote it` : 'A newer Attune wrote it';
  return new AttuneError(
    'database_newer',
    `The database is newer than this Attune${program ? ` (${program})` : ''}: it holds ${unknown.at(-1)}. ${wrote}.`,
    {
      status: 409,
      remedy: `Start it with ${writer ? `Attune ${writer}` : 'the Attune that wrote it'} or newer, or choose another --data directory. Nothing was changed.`,
      fields: { unknown, needed: writer ?? null },
    },
  );
}

/** One migration from plain SQL statements; comments and order are kept as written. */
export function sqlMigration(statements: string): Migration {
  return { up: async db => void (await sql.raw(statements).execute(db)) };
}
