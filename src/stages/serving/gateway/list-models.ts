import { type Actor, may } from '#platform/auth/actor.ts';
import { listVisibleProjects, modelPrefix, type VisibleProject } from '#platform/auth/visible-projects.ts';
import type { Services } from '#platform/http/services.ts';
import { listBaseModels, listModelVersions } from '#stages/models/index.ts';
import { listDeployments } from '../deployments/deployment.queries.ts';

export type ModelCard = { id: string; object: 'model'; created: number; owned_by: string };

/** What this key can put into `model`: deployments; versions and bases too where it may read models. */
export async function listModelCards(services: Services, actor: Actor): Promise<ModelCard[]> {
  const projects = await listVisibleProjects(services.db, actor);
  const chatting = projects.filter(project => may(actor, project.id, 'chat'));
  const cards = await Promise.all(chatting.map(project => cardsOf(services, actor, project)));
  return cards.flat();
}

const mostVersions = 100;

async function cardsOf(services: Services, actor: Actor, project: VisibleProject): Promise<ModelCard[]> {
  const { db } = services;
  const prefix = modelPrefix(actor, project);
  const card = ({ name, createdAt }: { name: string; createdAt: Date }): ModelCard => ({
    id: prefix + name,
    object: 'model',
    created: Math.floor(createdAt.getTime() / 1000),
    owned_by: project.slug,
  });
  const live = (await listDeployments(db, project.id)).filter(each => each.state === 'live').map(card);
  if (!may(actor, project.id, 'models.read')) return live;
  const versions = await listModelVersions(db, project.id, undefined, mostVersions);
  const bases = (await listBaseModels(db)).map(({ slug, createdAt }) => card({ name: slug, createdAt }));
  return [...live, ...versions.map(card), ...bases];
}
