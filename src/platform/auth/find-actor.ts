import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Actor } from './actor.ts';
import { findApiKey, hashApiKey, touchApiKey } from './api-keys.ts';
import type { OrganizationRole, ProjectRole } from './permissions.ts';
import type { SignIn } from './sign-in.ts';

export type ActorFinder = (headers: Headers) => Promise<Actor | undefined>;

const cacheMs = 5_000;

/** Who a request comes from: a bearer key first, else the session cookie. Keys are remembered for some seconds: a revoked one ends within them. */
export function createActorFinder(db: Db, signIn: SignIn, secret: string): ActorFinder {
  const cache = new Map<string, { actor: Actor; until: number }>();
  return async headers => {
    const key = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    if (!key) return findBySession(db, signIn, headers);
    const hash = hashApiKey(secret, key);
    const known = cache.get(hash);
    if (known && known.until > Date.now()) return known.actor;
    const actor = await findByKey(db, hash);
    if (cache.size > 10_000) cache.clear();
    if (actor) cache.set(hash, { actor, until: Date.now() + cacheMs });
    else cache.delete(hash);
    return actor;
  };
}

async function findByKey(db: Db, hash: string): Promise<Actor | undefined> {
  const key = await findApiKey(db, hash);
  if (!key) return undefined;
  await touchApiKey(db, key.id);
  const limits = { keyId: key.id, scopes: key.scopes, projectId: key.projectId };
  if (key.userId) return { ...(await findPerson(db, key.userId)), ...limits };
  return { ref: `key:${key.id}`, userId: null, organizationRole: null, projectRoles: new Map(), ...limits };
}

async function findBySession(db: Db, signIn: SignIn, headers: Headers): Promise<Actor | undefined> {
  if (!headers.get('cookie')) return undefined;
  const session = await signIn.api.getSession({ headers });
  return session ? findPerson(db, session.user.id) : undefined;
}

/** A person with the roles of this moment, for work that goes on in their name. */
export async function findPerson(db: Db, userId: string): Promise<Actor> {
  const organization = await sql<{
    role: OrganizationRole;
  }>`select role from member where "userId" = ${userId} limit 1`.execute(db);
  const projects = await db
    .selectFrom('projectMember')
    .select(['projectId', 'role'])
    .where('userId', '=', userId)
    .execute();
  return {
    ref: `user:${userId}`,
    userId,
    keyId: null,
    organizationRole: organization.rows[0]?.role ?? null,
    projectRoles: new Map<string, ProjectRole>(projects.map(row => [row.projectId, row.role])),
    scopes: null,
    projectId: null,
  };
}
