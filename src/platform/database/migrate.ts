import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Db } from './database.ts';

export type Migrations = Record<string, Migration>;

/**
 * Brings the schema up to this program, under Kysely's advisory lock. Names start with four digits and are global;
 * they only go up. A database that knows a migration this program does not is of a newer Attune and is left alone.
 */
export async function migrate(db: Db, migrations: Migrations): Promise<string[]> {
  await refuseNewer(db, migrations);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map(result => result.migrationName);
}

async function refuseNewer(db: Db, migrations: Migrations): Promise<void> {
  const present = await sql<{
    table: string | null;
  }>`select to_regclass('kysely_migration')::text as "table"`.execute(db);
  if (!present.rows[0]?.table) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const unknown = rows.map(row => row.name).filter(name => !(name in migrations));
  if (unknown.length > 0)
    throw new AttuneError(
      'database_newer',
      `The database holds ${unknown.at(-1)}, which this version of Attune does not know.`,
      {
        remedy:
          'Start it with the newer Attune that wrote it, or choose another --data directory. Nothing was changed.',
        fields: { unknown },
      },
    );
}

/** One migration from plain SQL statements; comments and order are kept as written. */
export function sqlMigration(statements: string): Migration {
  return { up: async db => void (await sql.raw(statements).execute(db)) };
}
