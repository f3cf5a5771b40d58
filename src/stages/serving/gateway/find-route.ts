import { type Actor, may, notAllowed } from '#platform/auth/actor.ts';
import { listVisibleProjects, type VisibleProject } from '#platform/auth/visible-projects.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import {
  type AnsweringModel,
  findBaseModel,
  findModelVersionByName,
  getModelVersion,
  openUpstream,
  type Sampling,
  type Upstream,
} from '#stages/models/index.ts';
import { findDeployment } from '../deployments/deployment.queries.ts';
import type { DeploymentTarget } from '../serving.tables.ts';

export type RouteTarget = AnsweringModel & {
  weight: number;
  /** What holds where a request names nothing. */
  sampling: Sampling;
  /** Of a connection. */
  upstream?: Upstream;
};

/** Where a model name leads. */
export type Route = { projectId: string; deploymentId: string | null; targets: RouteTarget[] };

export type FindRoute = (actor: Actor, model: string) => Promise<Route>;

const rememberMs = 1_000;

/** Routes are remembered for a second: a rollback or an ended connection holds everywhere within it. */
export function createRouteFinder(services: Services): FindRoute {
  const known = new Map<string, { route: Promise<Route>; until: number }>();
  return (actor, model) => {
    const key = JSON.stringify([actor.ref, actor.keyId, model]);
    const hit = known.get(key);
    if (hit && hit.until > performance.now()) return hit.route;
    if (known.size > 1_000) known.clear();
    const route = findRoute(services, actor, model);
    known.set(key, { route, until: performance.now() + rememberMs });
    route.catch(() => known.delete(key));
    return route;
  };
}

/**
 * `model` is a name in the key's project (or the only one there is), or `project/name`; the name that of a deployment,
 * else of a model version, else a base's slug. Throws `model_not_found`, `not_allowed`, `deployment_stopped`.
 */
async function findRoute(services: Services, actor: Actor, model: string): Promise<Route> {
  const { project, name } = await findProjectOf(services, actor, model);
  if (!may(actor, project.id, 'chat')) throw notAllowed('chat');
  const deployment = await findDeployment(services.db, project.id, name);
  if (deployment?.state === 'stopped') throw stopped(name);
  if (deployment) {
    const targets = await Promise.all(deployment.targets.map(target => routeTarget(services, target)));
    return { projectId: project.id, deploymentId: deployment.id, targets };
  }
  if (!may(actor, project.id, 'models.read')) throw unknownModel(model);
  const target = await findUndeployed(services, project.id, name);
  if (!target) throw unknownModel(model);
  return { projectId: project.id, deploymentId: null, targets: [await routeTarget(services, target)] };
}

type Place = { project: VisibleProject; name: string };

async function findProjectOf(services: Services, actor: Actor, model: string): Promise<Place> {
  const projects = await listVisibleProjects(services.db, actor);
  const slash = model.indexOf('/');
  const named = projects.find(project => project.slug === model.slice(0, Math.max(0, slash)));
  if (named) return { project: named, name: model.slice(slash + 1) };
  if (projects.length === 1) return { project: projects[0]!, name: model };
  throw unknownModel(model);
}

async function findUndeployed(
  services: Services,
  projectId: string,
  name: string,
): Promise<DeploymentTarget | undefined> {
  const version = await findModelVersionByName(services.db, projectId, name);
  if (version) return { kind: 'version', modelVersionId: version.id, weight: 1 };
  const base = await findBaseModel(services.db, name);
  return base && { kind: 'base', baseModelId: base.id, systemPrompt: '', weight: 1 };
}

const plain: Sampling = { temperature: 0.7, topP: 0.95, maxTokens: 512, seed: null };

async function routeTarget(services: Services, target: DeploymentTarget): Promise<RouteTarget> {
  const { kind, weight } = target;
  switch (kind) {
    case 'version': {
      const { sampling } = await getModelVersion(services.db, null, target.modelVersionId);
      return { kind, weight, id: target.modelVersionId, sampling };
    }
    case 'base':
      return { kind, weight, id: target.baseModelId, systemPrompt: target.systemPrompt, sampling: plain };
    case 'connection': {
      const { connectionId: id, systemPrompt } = target;
      return { kind, weight, id, systemPrompt, sampling: plain, upstream: await openUpstream(services, id) };
    }
  }
}

export const unknownModel = (model: string) =>
  new AttuneError('model_not_found', `There is no model "${model}" for this key.`, {
    status: 404,
    fields: { param: 'model' },
    remedy:
      'GET /v1/models lists those there are; outside of a key of one project the name is project/deployment.',
  });

const stopped = (name: string) =>
  new AttuneError('deployment_stopped', `The deployment "${name}" is stopped.`, {
    status: 409,
    remedy: 'Set its state to live, or call another one.',
  });
