import { implement } from '@orpc/server';
import { AttuneError, notFound, versionConflict } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { type Deployment, deploymentContract } from './deployment.contract.ts';
import {
  type DeploymentChange,
  getDeployment,
  insertDeployment,
  listDeployments,
  listRevisions,
  updateDeployment,
} from './deployment.queries.ts';
import { assertTargets, recordRevision } from './point-deployment.ts';

const api = implement(deploymentContract).$context<IncomingContext>().use(guard);

export const deploymentRouter = api.router({
  list: api.list.handler(async ({ context }) => ({
    items: await listDeployments(context.db, context.project.id),
  })),
  get: api.get.handler(({ context, input }) =>
    getDeployment(context.db, context.project.id, input.deployment),
  ),
  revisions: api.revisions.handler(async ({ context, input }) => {
    const { id } = await getDeployment(context.db, context.project.id, input.deployment);
    return { items: await listRevisions(context.db, id) };
  }),
  create: api.create.handler(async ({ context, input }) => {
    const { name, targets } = input;
    const projectId = context.project.id;
    await assertTargets(context.db, projectId, targets);
    const made = await insertDeployment(context.db, {
      projectId,
      name,
      targets,
      createdBy: context.actor.ref,
    });
    if (!made) throw nameTaken(name);
    await recordRevision(context, made, 'created');
    return made;
  }),
  update: api.update.handler(async ({ context, input }) => {
    const { deployment, version, targets, state } = input;
    const current = await getDeployment(context.db, context.project.id, deployment);
    if (targets) await assertTargets(context.db, context.project.id, targets);
    return change(context, current, version, { targets, state }, 'updated');
  }),
  rollback: api.rollback.handler(async ({ context, input }) => {
    const current = await getDeployment(context.db, context.project.id, input.deployment);
    const to = input.to ?? current.version - 1;
    const revision = (await listRevisions(context.db, current.id)).find(each => each.version === to);
    if (!revision) throw to === 0 ? nothingBefore(current.name) : notFound('revision', String(to));
    return change(context, current, input.version, { targets: revision.targets }, 'rolled_back');
  }),
});

async function change(
  context: RequestContext,
  current: Deployment,
  version: number,
  wish: DeploymentChange,
  action: string,
): Promise<Deployment> {
  const changed = await updateDeployment(context.db, current.id, version, wish);
  if (!changed) throw versionConflict('deployment', current.id, current.version);
  await recordRevision(context, changed, action);
  return changed;
}

const nothingBefore = (name: string) =>
  new AttuneError('nothing_before', `"${name}" has pointed nowhere else yet.`, {
    status: 409,
    remedy: 'Update it to point elsewhere, or stop it.',
  });

const nameTaken = (name: string) =>
  new AttuneError('name_taken', `There is a deployment "${name}" in this project already.`, {
    status: 409,
    fields: { name },
    remedy: 'Update that one to point elsewhere, or give the new one another name.',
  });
