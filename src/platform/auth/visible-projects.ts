import type { Db } from '#platform/database/database.ts';
import { type Actor, isAdministrator } from './actor.ts';

export type VisibleProject = { id: string; slug: string };

/** The projects whose models somebody may see at all: a key's own, a person's, or all for owner, admin and their keys. */
export async function listVisibleProjects(db: Db, actor: Actor): Promise<VisibleProject[]> {
  if (actor.projectId) return listProjectSlugs(db, [actor.projectId]);
  const isUnbound = isAdministrator(actor) || (actor.keyId !== null && actor.userId === null);
  return listProjectSlugs(db, isUnbound ? null : [...actor.projectRoles.keys()]);
}

/** Outside of a key of one project a model's name has the project's before it. */
export const modelPrefix = (actor: Actor, { slug }: VisibleProject): string =>
  actor.projectId ? '' : `${slug}/`;

/** Projects by id, or all that are not archived. */
async function listProjectSlugs(db: Db, ids: readonly string[] | null): Promise<VisibleProject[]> {
  if (ids?.length === 0) return [];
  return db
    .selectFrom('project')
    .select(['id', 'slug'])
    .where('archivedAt', 'is', null)
    .$if(ids !== null, query => query.where('id', 'in', ids!))
    .orderBy('slug')
    .execute();
}
