import { createHmac, randomBytes } from 'node:crypto';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { Scope } from './permissions.ts';
import './auth.tables.ts';

/** A key is 256 random bits, so an HMAC with the installation's secret is enough; the key itself is shown once and never stored. */
export type NewApiKey = { id: string; key: string; prefix: string };

export type ApiKeyWish = {
  name: string;
  userId: string | null;
  projectId: string | null;
  scopes: Scope[];
  createdBy: string | null;
};

export async function insertApiKey(db: Db, secret: string, wish: ApiKeyWish): Promise<NewApiKey> {
  const key = `attune_${randomBytes(32).toString('base64url')}`;
  const id = newId();
  const prefix = key.slice(0, 13);
  const row = { ...wish, id, prefix, hash: hashApiKey(secret, key), scopes: JSON.stringify(wish.scopes) };
  await db.insertInto('apiKey').values(row).execute();
  return { id, key, prefix };
}

export const hashApiKey = (secret: string, key: string): string =>
  createHmac('sha256', secret).update(`api-key:${key}`).digest('hex');

export async function findApiKey(db: Db, hash: string) {
  return db
    .selectFrom('apiKey')
    .selectAll()
    .where('hash', '=', hash)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
}

export async function listApiKeys(db: Db, projectId: string | null) {
  return db
    .selectFrom('apiKey')
    .select(['id', 'name', 'prefix', 'scopes', 'projectId', 'userId', 'createdAt', 'lastUsedAt'])
    .where('revokedAt', 'is', null)
    .$if(projectId !== null, query => query.where('projectId', '=', projectId))
    .orderBy('id')
    .execute();
}

export async function revokeApiKey(db: Db, id: string): Promise<boolean> {
  const done = await db
    .updateTable('apiKey')
    .set({ revokedAt: new Date() })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export async function touchApiKey(db: Db, id: string): Promise<void> {
  await db.updateTable('apiKey').set({ lastUsedAt: new Date() }).where('id', '=', id).execute();
}
