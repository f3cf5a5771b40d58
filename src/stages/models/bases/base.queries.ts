import type { Db } from '#platform/database/database.ts';
import { isId, newId } from '#platform/database/new-id.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { BaseModel } from './base.contract.ts';

const columns = [
  'id',
  'slug',
  'name',
  'path',
  'ggufPath',
  'digest',
  'ggufDigest',
  'architecture',
  'parameters',
  'contextTokens',
  'license',
  'languages',
  'origin',
  'createdAt',
] as const;

export type NewBaseModel = Omit<BaseModel, 'id' | 'createdAt'>;

/** Undefined where the slug is taken. */
export async function insertBaseModel(db: Db, base: NewBaseModel): Promise<BaseModel | undefined> {
  return db
    .insertInto('baseModel')
    .values({ ...base, id: newId(), languages: JSON.stringify(base.languages) })
    .onConflict(conflict => conflict.column('slug').doNothing())
    .returning(columns)
    .executeTakeFirst();
}

/** What set-up made of it last: a starter that was imported again has other files behind the same slug. */
export async function updateBaseFiles(db: Db, base: NewBaseModel): Promise<void> {
  const { path, ggufPath, digest, ggufDigest, parameters, contextTokens } = base;
  await db
    .updateTable('baseModel')
    .set({ path, ggufPath, digest, ggufDigest, parameters, contextTokens })
    .where('slug', '=', base.slug)
    .where('origin', '=', 'starter')
    .execute();
}

export async function findBaseModel(db: Db, reference: string): Promise<BaseModel | undefined> {
  return db
    .selectFrom('baseModel')
    .select(columns)
    .where(isId(reference) ? 'id' : 'slug', '=', reference)
    .executeTakeFirst();
}

/** By id or slug. */
export async function getBaseModel(db: Db, reference: string): Promise<BaseModel> {
  const found = await findBaseModel(db, reference);
  if (!found) throw notFound('base model', reference);
  return found;
}

export async function listBaseModels(db: Db): Promise<BaseModel[]> {
  return db.selectFrom('baseModel').select(columns).orderBy('slug').execute();
}
