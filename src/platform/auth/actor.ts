import { AttuneError } from '#platform/http/attune-error.ts';
import {
  type OrganizationRole,
  type Permission,
  permissionsOf,
  type ProjectRole,
  type Scope,
} from './permissions.ts';

/** Who is asking: a person (signed in, or through a key that carries a person's rights) or an application's key. */
export type Actor = {
  /** Stable in logs, audit and judgements: `user:<id>` or `key:<id>`. */
  ref: string;
  userId: string | null;
  keyId: string | null;
  organizationRole: OrganizationRole | null;
  projectRoles: ReadonlyMap<string, ProjectRole>;
  /** What a key is limited to; null = no limit beyond the person's roles. */
  scopes: readonly Scope[] | null;
  /** The only project a key may touch; null = all of its person's. */
  projectId: string | null;
  /** Of who came with a session; keys and work in the background have none. */
  session?: { id: string; startedAt: Date };
};

export const isAdministrator = (actor: Actor): boolean =>
  actor.organizationRole === 'owner' || actor.organizationRole === 'admin';

/** Somebody with all rights of their person: a session, or a key that nothing limits. */
export const isUnlimited = (actor: Actor): boolean =>
  actor.projectId === null && (actor.scopes === null || actor.scopes.includes('all'));

/** For what belongs to no project: does somebody have this right in one project at least? */
export function mayAnywhere(actor: Actor, permission: Permission): boolean {
  if (actor.projectId) return may(actor, actor.projectId, permission);
  if (actor.scopes && !actor.scopes.includes('all') && !actor.scopes.includes(permission)) return false;
  if ((actor.keyId && !actor.userId) || isAdministrator(actor)) return true;
  return [...actor.projectRoles.values()].some(role => permissionsOf(role).includes(permission));
}

/** Is a project somebody's at all? Others do not learn that it exists. */
export function belongsTo(actor: Actor, projectId: string): boolean {
  if (actor.projectId) return actor.projectId === projectId;
  return isAdministrator(actor) || actor.projectRoles.has(projectId);
}

export function may(actor: Actor, projectId: string, permission: Permission): boolean {
  if (actor.projectId && actor.projectId !== projectId) return false;
  if (actor.scopes && !actor.scopes.includes('all') && !actor.scopes.includes(permission)) return false;
  if (actor.keyId && !actor.userId) return true;
  if (isAdministrator(actor)) return true;
  const role = actor.projectRoles.get(projectId);
  return role !== undefined && permissionsOf(role).includes(permission);
}

export const notSignedIn = (): AttuneError =>
  new AttuneError('not_signed_in', 'This needs a session or an API key.', {
    status: 401,
    remedy: 'Sign in, or send "Authorization: Bearer <key>". `attune login-link` makes a sign-in link.',
  });

export const notAllowed = (permission: string): AttuneError =>
  new AttuneError('not_allowed', `This needs the right "${permission}".`, {
    status: 403,
    fields: { permission },
    remedy: 'Ask the owner or an admin for a role that has it, or use a key with that scope.',
  });
