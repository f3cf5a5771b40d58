import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { Reach } from '#platform/http/guarded-lookup.ts';
import type { Connection } from './connection.contract.ts';

const columns = ['id', 'name', 'kind', 'baseUrl', 'model', 'reach', 'version', 'createdAt'] as const;
const hasSecret = sql<boolean>`secret is not null`.as('hasSecret');

export type NewConnection = {
  id: string;
  projectId: string;
  name: string;
  baseUrl: string;
  model: string;
  /** Sealed. */
  secret: string | null;
  reach: Reach;
};

/** Undefined where the name is taken, also by one that was ended: calls of the past name it. */
export async function insertConnection(db: Db, connection: NewConnection): Promise<Connection | undefined> {
  return db
    .insertInto('connection')
    .values({ ...connection, kind: 'openai' })
    .onConflict(conflict => conflict.columns(['projectId', 'name']).doNothing())
    .returning([...columns, hasSecret])
    .executeTakeFirst();
}

export async function listConnections(db: Db, projectId: string): Promise<Connection[]> {
  return db
    .selectFrom('connection')
    .select([...columns, hasSecret])
    .where('projectId', '=', projectId)
    .where('revokedAt', 'is', null)
    .orderBy('name')
    .execute();
}

export async function findConnection(db: Db, projectId: string, id: string): Promise<Connection | undefined> {
  return db
    .selectFrom('connection')
    .select([...columns, hasSecret])
    .where('id', '=', id)
    .where('projectId', '=', projectId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
}

export type ConnectionChange = { baseUrl?: string; model?: string; secret?: string | null; reach?: Reach };

/** Undefined where the version is not the current one any more. */
export async function updateConnection(
  db: Db,
  projectId: string,
  id: string,
  version: number,
  change: ConnectionChange,
): Promise<Connection | undefined> {
  return db
    .updateTable('connection')
    .set({ ...change, version: version + 1 })
    .where('id', '=', id)
    .where('projectId', '=', projectId)
    .where('version', '=', version)
    .where('revokedAt', 'is', null)
    .returning([...columns, hasSecret])
    .executeTakeFirst();
}

/** Ends it and forgets its secret. */
export async function revokeConnection(db: Db, projectId: string, id: string, at: Date): Promise<boolean> {
  const done = await db
    .updateTable('connection')
    .set({ revokedAt: at, secret: null })
    .where('id', '=', id)
    .where('projectId', '=', projectId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** With the sealed secret: for those who call the other side. */
export async function getSealedConnection(db: Db, id: string) {
  const found = await db
    .selectFrom('connection')
    .select(['id', 'name', 'baseUrl', 'model', 'secret', 'reach'])
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  if (!found) throw notFound('connection', id);
  return found;
}
