import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { AttuneError } from '#platform/http/attune-error.ts';

const key = 'secret_mark';

/** Tells secrets apart and gives none away: 256 random bits stand behind it. */
export const markOfSecret = (secret: string): string =>
  createHmac('sha256', secret).update('attune:secret-mark').digest('base64url');

/**
 * Under another secret every key would be unknown and every connection's secret unreadable, one by one and without a
 * word of why. Throws `other_secret`; the first server of a database notes its own.
 */
export async function assertSecret(db: Db, secret: string): Promise<void> {
  const mark = markOfSecret(secret);
  await sql`
    insert into setting (key, value) values (${key}, to_jsonb(${mark}::text)) on conflict (key) do nothing`.execute(
    db,
  );
  const { rows } = await sql<{
    mark: string;
  }>`select value #>> '{}' as mark from setting where key = ${key}`.execute(db);
  if (rows[0]!.mark !== mark) throw otherSecret();
}

export const otherSecret = (): AttuneError =>
  new AttuneError('other_secret', 'This is not the secret that the database was made with.', {
    status: 409,
    remedy:
      'Start it as before: with the file "secret" in the data directory, or with the ATTUNE_SECRET of that time. Nothing was changed.',
  });

export const secretMarkQuery = `select value #>> '{}' as mark from setting where key = '${key}'`;
