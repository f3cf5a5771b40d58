import { type Actor, isAdministrator } from '#platform/auth/actor.ts';
import type { Db } from '#platform/database/database.ts';
import { listProjectSlugs, type VisibleProject } from './route.queries.ts';

/** The projects whose models somebody may see at all: a key's own, a person's, or all for owner, admin and their keys. */
export async function listVisibleProjects(db: Db, actor: Actor): Promise<VisibleProject[]> {
  if (actor.projectId) return listProjectSlugs(db, [actor.projectId]);
  const isUnbound = isAdministrator(actor) || (actor.keyId !== null && actor.userId === null);
  return listProjectSlugs(db, isUnbound ? null : [...actor.projectRoles.keys()]);
}
