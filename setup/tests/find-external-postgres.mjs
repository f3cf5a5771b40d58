import { createRequire } from 'node:module';
import path from 'node:path';

const usual = 'postgres://postgres@127.0.0.1:5432/postgres';
const connectTimeoutMs = 2_000;

/** A PostgreSQL server that tests may make databases on: ATTUNE_TEST_DATABASE_URL, else one at the usual place. */
export async function findExternalPostgres(places, env) {
  const url = env.ATTUNE_TEST_DATABASE_URL ?? usual;
  const { default: pg } = await import(createRequire(path.join(places.root, 'package.json')).resolve('pg'));
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      'select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user',
    );
    return rows[0]?.may ? url : undefined;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}
