import { createHmac, randomBytes } from 'node:crypto';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { Scope } from './permissions.ts';
import './auth.tables.ts';

/**
 * A key is 256 random bits, so an HMAC with the installation's secret is enough; the key itself is shown once and never
 * stored. It is looked up by its hash in an index: what timing could tell of a hash helps nobody find a key with it.
 */
export type NewApiKey = { id: string; key: string; prefix: string };

export type ApiKeyWish = {
  name: string;
  userId: string | null;
  projectId: string | null;
  scopes: Scope[];
  createdBy: string | null;
  /** Absent or null = until it is revoked. */
  expiresAt?: Date | null;
};

export async function insertApiKey(db: Db, secret: string, wish: ApiKeyWish): Promise<NewApiKey> {
  const key = `attune_${randomBytes(32).toString('base64url')}`;
  const id = newId();
  const prefix = key.slice(0, 13);
  const row = {
    expiresAt: null,
    ...wish,
    id,
    prefix,
    hash: hashApiKey(secret, key),
    scopes: JSON.stringify(wish.scopes),
  };
  await db.insertInto('apiKey').values(row).execute();
  return { id, key, prefix };
}

export const hashApiKey = (secret: string, key: string): string =>
  createHmac('sha256', secret).update(`api-key:${key}`).digest('hex');

export async function findApiKey(db: Db, hash: string, now: Date) {
  return db
    .selectFrom('apiKey')
    .selectAll()
    .where('hash', '=', hash)
    .where('revokedAt', 'is', null)
    .where(eb => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
    .executeTakeFirst();
}

/** Keys in force, expired ones too until they are revoked: all, or those of one person. */
export async function listApiKeys(db: Db, userId: string | null) {
  return db
    .selectFrom('apiKey')
    .select(['id', 'name', 'prefix', 'scopes', 'projectId', 'userId', 'createdBy', 'createdAt', 'lastUsedAt'])
    .select('expiresAt')
    .where('revokedAt', 'is', null)
    .$if(userId !== null, query => query.where('userId', '=', userId))
    .orderBy('id')
    .execute();
}

/** Ends a key; of one person where `userId` is given. Gives the key that was ended, undefined where none was in force. */
export async function revokeApiKey(db: Db, id: string, userId: string | null, at: Date) {
  return db
    .updateTable('apiKey')
    .set({ revokedAt: at })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .$if(userId !== null, query => query.where('userId', '=', userId))
    .returning(['id', 'name', 'projectId'])
    .executeTakeFirst();
}

/** Ends all keys of a person, or those of one project. */
export async function revokeKeysOf(
  db: Db,
  userId: string,
  projectId: string | null,
  at: Date,
): Promise<number> {
  const done = await db
    .updateTable('apiKey')
    .set({ revokedAt: at })
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .$if(projectId !== null, query => query.where('projectId', '=', projectId))
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

const touchEveryMs = 60_000;

/** When a key was used, to the minute: a busy one is not written at every look. */
export async function touchApiKey(
  db: Db,
  key: { id: string; lastUsedAt: Date | null },
  now: Date,
): Promise<void> {
  if (key.lastUsedAt && now.getTime() - key.lastUsedAt.getTime() < touchEveryMs) return;
  await db.updateTable('apiKey').set({ lastUsedAt: now }).where('id', '=', key.id).execute();
}
