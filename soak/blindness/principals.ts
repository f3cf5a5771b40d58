import { type Actor, isAdministrator, isUnlimited, may, mayAnywhere } from '#platform/auth/actor.ts';
import {
  type Access,
  type OrganizationRole,
  type Permission,
  permissions,
  type ProjectRole,
  type Scope,
} from '#platform/auth/permissions.ts';
import { knock, parseBody } from './knock.ts';

/** Somebody who asks, with what the product's own rules say of them. */
export type Principal = {
  name: string;
  headers: Record<string, string>;
  actor: Actor | undefined;
  /** What is theirs and may be shown to them: their own name, address, id. */
  own: string[];
};

export type Project = { id: string; slug: string };
type Invited = { name: string; email: string; role: OrganizationRole; projects: Map<string, ProjectRole> };

/** Makes people through the doors that people come by: an invitation, its link, a session, a key of their own. */
export async function invitePerson(origin: string, owner: string, wish: Invited): Promise<Principal[]> {
  const projects = [...wish.projects].map(([project, role]) => ({ project, role }));
  const body = { email: wish.email, name: wish.name, organizationRole: wish.role, projects };
  const headers = { authorization: owner };
  const invited = parseBody<{ userId: string; link: { url: string } }>(
    await knock(origin, { method: 'POST', path: '/api/v1/members', headers, body }),
  );
  const cookie = await openLink(origin, invited.link.url);
  const session = { cookie, origin };
  const made = parseBody<{ key: string }>(
    await knock(origin, {
      method: 'POST',
      path: '/api/v1/keys/own',
      headers: session,
      body: { name: 'terminal' },
    }),
  );
  const actor: Actor = {
    ref: `user:${invited.userId}`,
    userId: invited.userId,
    keyId: null,
    organizationRole: wish.role,
    projectRoles: wish.projects,
    scopes: null,
    projectId: null,
  };
  const own = [wish.name, wish.email, invited.userId];
  return [
    { name: `${wish.name} (session)`, headers: session, actor, own },
    { name: `${wish.name} (key)`, headers: { authorization: `Bearer ${made.key}` }, actor, own },
  ];
}

async function openLink(origin: string, url: string): Promise<string> {
  const opened = await knock(origin, { method: 'GET', path: url.slice(new URL(url).origin.length) });
  const cookies = opened.rawHeaders.filter(
    (_, i, all) => all[i - 1]?.toLowerCase() === 'set-cookie' && i % 2 === 1,
  );
  if (cookies.length === 0)
    throw new Error(`the link made no session: ${opened.status} ${opened.body.slice(0, 200)}`);
  return cookies.map(cookie => cookie.split(';')[0]).join('; ');
}

export async function makeApplication(
  origin: string,
  owner: string,
  scopes: Permission[],
  project: Project | undefined,
): Promise<Principal> {
  const name = `application ${scopes.join('+')}${project ? '' : ' of no project'}`;
  const body = { name, scopes: scopes as Scope[], ...(project ? { project: project.slug } : {}) };
  const headers = { authorization: owner };
  const made = parseBody<{ id: string; key: string }>(
    await knock(origin, { method: 'POST', path: '/api/v1/keys', headers, body }),
  );
  const actor: Actor = {
    ref: `key:${made.id}`,
    userId: null,
    keyId: made.id,
    organizationRole: null,
    projectRoles: new Map(),
    scopes,
    projectId: project?.id ?? null,
  };
  return { name, headers: { authorization: `Bearer ${made.key}` }, actor, own: [made.id, name] };
}

export const anonymous: Principal = { name: 'nobody', headers: {}, actor: undefined, own: [] };

/** Everything that the product's rules let somebody do in a project. */
export const rightsIn = (actor: Actor | undefined, projectId: string): Permission[] =>
  actor ? permissions.filter(permission => may(actor, projectId, permission)) : [];

export const governs = (actor: Actor | undefined): boolean =>
  actor !== undefined && isAdministrator(actor) && isUnlimited(actor);

/** Whether a route of the contract lets somebody in, as `authorise` decides it. */
export function mayUse(actor: Actor | undefined, access: Access | undefined, projectId: string): boolean {
  if (access === undefined) return false;
  if (access === 'public') return true;
  if (!actor) return false;
  if (access === 'signed-in') return true;
  if (access === 'person') return actor.userId !== null && isUnlimited(actor);
  if (access === 'organization') return governs(actor);
  const permission = permissions.find(each => access === each || access === `${each} anywhere`)!;
  return access === permission ? may(actor, projectId, permission) : mayAnywhere(actor, permission);
}
