import { os } from '@orpc/server';
import {
  type Actor,
  belongsTo,
  isAdministrator,
  isUnlimited,
  may,
  mayAnywhere,
  notAllowed,
  notSignedIn,
} from '#platform/auth/actor.ts';
import { type Access, type Permission, permissions } from '#platform/auth/permissions.ts';
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
    const permission = inProject(access);
    if (!permission) {
      if (!mayWithoutProject(actor, access)) throw notAllowed(access);
      return next({ context: { actor, project: none } });
    }
    const reference = String((input as { project?: unknown } | undefined)?.project ?? '');
    const project = await findProject(context.services.db, reference);
    if (!project || !belongsTo(actor, project.id)) throw notFound('project', reference);
    if (!may(actor, project.id, permission)) throw notAllowed(permission);
    return next({ context: { actor, project } });
  });

const inProject = (access: Access): Permission | undefined => permissions.find(each => each === access);

/** The rules that no project is needed for. What is not known here is closed. */
function mayWithoutProject(actor: Actor, access: Access): boolean {
  if (access === 'signed-in') return true;
  if (access === 'person') return actor.userId !== null && isUnlimited(actor);
  if (access === 'organization') return isAdministrator(actor) && isUnlimited(actor);
  const anywhere = permissions.find(each => access === `${each} anywhere`);
  return anywhere !== undefined && mayAnywhere(actor, anywhere);
}

export async function findProject(db: Db, reference: string): Promise<ProjectInContext | undefined> {
  return db
    .selectFrom('project')
    .select(['id', 'slug', 'name', 'systemPrompt', 'turn'])
    .where(isId(reference) ? 'id' : 'slug', '=', reference)
    .where('archivedAt', 'is', null)
    .executeTakeFirst();
}
