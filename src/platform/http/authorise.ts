import { os } from '@orpc/server';
import { type Actor, isAdministrator, may, notAllowed, notSignedIn } from '#platform/auth/actor.ts';
import { isId } from '#platform/database/new-id.ts';
import type { Db } from '#platform/database/database.ts';
import { notFound } from './attune-error.ts';
import type { IncomingContext, ProjectInContext } from './context.ts';
import type { EndpointMeta } from './contract.ts';

/** Enforces the contract's `access`. An endpoint that names none is closed to everybody. */
export const authorise = os
  .$context<IncomingContext>()
  .middleware(async ({ context, next, procedure }, input: unknown) => {
    const access = (procedure['~orpc'].meta as EndpointMeta).access;
    if (!access) throw notAllowed('(this endpoint names no rule)');
    const none = undefined as unknown as ProjectInContext;
    if (access === 'public') return next({ context: { actor: context.actor as Actor, project: none } });
    const actor = context.actor;
    if (!actor) throw notSignedIn();
    if (access === 'signed-in') return next({ context: { actor, project: none } });
    if (access === 'organization') {
      if (!isAdministrator(actor) || (actor.scopes && !actor.scopes.includes('all')))
        throw notAllowed('organization');
      return next({ context: { actor, project: none } });
    }
    const reference = String((input as { project?: unknown } | undefined)?.project ?? '');
    const project = await findProject(context.services.db, reference);
    if (!project || (actor.projectId && actor.projectId !== project.id)) throw notFound('project', reference);
    if (!isAdministrator(actor) && !actor.projectRoles.has(project.id) && !actor.projectId)
      throw notFound('project', reference);
    if (!may(actor, project.id, access)) throw notAllowed(access);
    return next({ context: { actor, project } });
  });

export async function findProject(db: Db, reference: string): Promise<ProjectInContext | undefined> {
  return db
    .selectFrom('project')
    .select(['id', 'slug', 'name', 'systemPrompt', 'turn'])
    .where(isId(reference) ? 'id' : 'slug', '=', reference)
    .where('archivedAt', 'is', null)
    .executeTakeFirst();
}
