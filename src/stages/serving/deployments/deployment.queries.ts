import type { Db } from '#platform/database/database.ts';
import { isId, newId } from '#platform/database/new-id.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { DeploymentTarget } from '../serving.tables.ts';
import type { Deployment, DeploymentRevision } from './deployment.contract.ts';

const columns = ['id', 'name', 'targets', 'state', 'version', 'createdBy', 'createdAt'] as const;

export type NewDeployment = {
  projectId: string;
  name: string;
  targets: DeploymentTarget[];
  createdBy: string;
};

/** Undefined where the name is taken. */
export async function insertDeployment(db: Db, deployment: NewDeployment): Promise<Deployment | undefined> {
  return db
    .insertInto('deployment')
    .values({ ...deployment, id: newId(), targets: JSON.stringify(deployment.targets) })
    .onConflict(conflict => conflict.columns(['projectId', 'name']).doNothing())
    .returning(columns)
    .executeTakeFirst();
}

export async function insertRevision(db: Db, deployment: Deployment, createdBy: string): Promise<void> {
  const { id: deploymentId, version, targets } = deployment;
  await db
    .insertInto('deploymentRevision')
    .values({ deploymentId, version, targets: JSON.stringify(targets), createdBy })
    .execute();
}

export async function listDeployments(db: Db, projectId: string): Promise<Deployment[]> {
  return db
    .selectFrom('deployment')
    .select(columns)
    .where('projectId', '=', projectId)
    .orderBy('name')
    .execute();
}

/** By name or id. */
export async function findDeployment(
  db: Db,
  projectId: string,
  reference: string,
): Promise<Deployment | undefined> {
  return db
    .selectFrom('deployment')
    .select(columns)
    .where('projectId', '=', projectId)
    .where(isId(reference) ? 'id' : 'name', '=', reference)
    .executeTakeFirst();
}

export async function getDeployment(db: Db, projectId: string, reference: string): Promise<Deployment> {
  const found = await findDeployment(db, projectId, reference);
  if (!found) throw notFound('deployment', reference);
  return found;
}

export type DeploymentChange = { targets?: DeploymentTarget[]; state?: 'live' | 'stopped' };

/** Undefined where the version is not the current one any more. */
export async function updateDeployment(
  db: Db,
  id: string,
  version: number,
  { targets, state }: DeploymentChange,
): Promise<Deployment | undefined> {
  return db
    .updateTable('deployment')
    .set({
      version: version + 1,
      ...(targets && { targets: JSON.stringify(targets) }),
      ...(state && { state }),
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning(columns)
    .executeTakeFirst();
}

export async function listRevisions(db: Db, deploymentId: string): Promise<DeploymentRevision[]> {
  return db
    .selectFrom('deploymentRevision')
    .select(['version', 'targets', 'createdBy', 'createdAt'])
    .where('deploymentId', '=', deploymentId)
    .orderBy('version', 'desc')
    .execute();
}
