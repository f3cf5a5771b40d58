import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { nextNumber } from '#platform/database/next-number.ts';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import type { Sampling } from '../models.tables.ts';
import type { ModelVersion } from './model-version.contract.ts';
import { servedBy } from './served-by.ts';

export type NewModelVersion = {
  projectId: string;
  name: string;
  baseModelId: string;
  baseDigest: string;
  adapterDigest: string;
  /** File name -> artifact digest: what the method left, and adapter.gguf or model.gguf */
  files: Record<string, string>;
  templateDigest: string;
  systemPrompt: string;
  sampling: Sampling;
  runId: string | null;
};

/** In the caller's transaction. Throws `name_taken`: a version's name is never given to another one. */
export async function insertModelVersion(
  db: Db,
  version: NewModelVersion,
): Promise<{ id: string; number: number }> {
  const id = newId();
  const number = await nextNumber(db, version.projectId, 'model_version');
  const inserted = await db
    .insertInto('modelVersion')
    .values({
      ...version,
      id,
      number,
      files: JSON.stringify(version.files),
      sampling: JSON.stringify(version.sampling),
    })
    .onConflict(conflict => conflict.columns(['projectId', 'name']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) throw nameTaken(version.name);
  return { id, number };
}

const nameTaken = (name: string) =>
  new AttuneError('name_taken', `There is or was a model version "${name}" in this project.`, {
    status: 409,
    fields: { name },
    remedy: 'Give the new one another name; names of model versions are never reused.',
  });

const selectVersions = (db: Db) =>
  db
    .selectFrom('modelVersion')
    .innerJoin('baseModel', 'baseModel.id', 'modelVersion.baseModelId')
    .select([
      'modelVersion.id',
      'modelVersion.name',
      'number',
      'baseModelId',
      'baseModel.slug as base',
      'baseModel.ggufPath as baseGguf',
      'baseDigest',
      'adapterDigest',
      'files',
      'templateDigest',
      'systemPrompt',
      'sampling',
      'runId',
      'modelVersion.createdAt',
    ]);

type Selected = Omit<ModelVersion, 'servedBy'> & { baseGguf: string | null };

const toVersion = ({ baseGguf, ...version }: Selected): ModelVersion => ({
  ...version,
  servedBy: servedBy(version.files, baseGguf !== null),
});

export async function listModelVersions(
  db: Db,
  projectId: string,
  beforeNumber: number | undefined,
  limit: number,
): Promise<ModelVersion[]> {
  const found = await selectVersions(db)
    .where('modelVersion.projectId', '=', projectId)
    .$if(beforeNumber !== undefined, query => query.where('number', '<', beforeNumber!))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return found.map(toVersion);
}

/** `projectId` null only where the id itself is trusted, as one that a deployment holds. */
export async function getModelVersion(db: Db, projectId: string | null, id: string): Promise<ModelVersion> {
  const found = await selectVersions(db)
    .where('modelVersion.id', '=', id)
    .$if(projectId !== null, query => query.where('modelVersion.projectId', '=', projectId!))
    .executeTakeFirst();
  if (!found) throw notFound('model version', id);
  return toVersion(found);
}

export async function findModelVersionByName(
  db: Db,
  projectId: string,
  name: string,
): Promise<ModelVersion | undefined> {
  const found = await selectVersions(db)
    .where('modelVersion.projectId', '=', projectId)
    .where('modelVersion.name', '=', name)
    .executeTakeFirst();
  return found && toVersion(found);
}

/** A run makes one version; a job that runs twice finds the first one. */
export async function findModelVersionOfRun(db: Db, runId: string): Promise<ModelVersion | undefined> {
  const found = await selectVersions(db).where('runId', '=', runId).executeTakeFirst();
  return found && toVersion(found);
}
