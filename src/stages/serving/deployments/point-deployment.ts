import { appendAudit } from '#platform/auth/audit.ts';
import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { addEdges } from '#platform/lineage/lineage.ts';
import { findConnection, getBaseModel, getModelVersion } from '#stages/models/index.ts';
import type { DeploymentTarget } from '../serving.tables.ts';
import type { Deployment } from './deployment.contract.ts';
import { insertRevision } from './deployment.queries.ts';

/** Every target exists and may be used in this project. Throws `not_found`. */
export async function assertTargets(
  db: Db,
  projectId: string,
  targets: readonly DeploymentTarget[],
): Promise<void> {
  for (const target of targets)
    switch (target.kind) {
      case 'version':
        await getModelVersion(db, projectId, target.modelVersionId);
        break;
      case 'base':
        await getBaseModel(db, target.baseModelId);
        break;
      case 'connection':
        if (!(await findConnection(db, projectId, target.connectionId)))
          throw notFound('connection', target.connectionId);
    }
}

/** Keeps what a deployment points to from now on: as a revision, in the lineage, in the trail and in the event stream. */
export async function recordRevision(
  context: RequestContext,
  deployment: Deployment,
  action: string,
): Promise<void> {
  const { db, project, actor } = context;
  const { id, name, version, targets, state } = deployment;
  await insertRevision(db, deployment, actor.ref);
  await addEdges(
    db,
    project.id,
    targets.map(target => ({ from: nodeOf(target), to: { kind: 'deployment', id }, relation: 'served by' })),
  );
  const subject = { subjectKind: 'deployment', subjectId: id };
  await appendAudit(db, {
    ...subject,
    actor: actor.ref,
    action: `deployment.${action}`,
    projectId: project.id,
    detail: { name, version, targets, state },
  });
  await appendEvent(db, project.id, {
    ...subject,
    kind: `deployment.${action}`,
    payload: { name, version, state },
  });
}

function nodeOf(target: DeploymentTarget): { kind: string; id: string } {
  switch (target.kind) {
    case 'version':
      return { kind: 'model_version', id: target.modelVersionId };
    case 'base':
      return { kind: 'base_model', id: target.baseModelId };
    case 'connection':
      return { kind: 'connection', id: target.connectionId };
  }
}
