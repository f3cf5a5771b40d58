import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { databaseUnavailable } from '#platform/database/name-database-fault.ts';
import type { Actor } from './actor.ts';
import { findApiKey, hashApiKey, touchApiKey } from './api-keys.ts';
import type { OrganizationRole, ProjectRole } from './permissions.ts';
import type { SignIn } from './sign-in.ts';

export type ActorFinder = {
  (headers: Headers): Promise<Actor | undefined>;
  /** Looks everybody up afresh from now on: somebody's rights have changed. */
  forget(): void;
};

type Seen = { actor: Actor; seenAtMs: number; expiresAtMs: number };
type Known = Map<string, Seen>;

const cacheMs = 5_000;
const mostKnown = 10_000;

/**
 * Who a request comes from: the bearer key where there is an Authorization header, else the session cookie. Keys are
 * remembered for some seconds, and forgotten as soon as rights change (`rights-bell.ts`). A lookup that was under way
 * then writes into the memory that was thrown away, so it cannot bring a revoked key back.
 */
export function createActorFinder(db: Db, signIn: SignIn, secret: string): ActorFinder {
  let known: Known = new Map();
  const find = async (headers: Headers): Promise<Actor | undefined> => {
    const authorization = headers.get('authorization');
    if (authorization === null) return findBySession(db, signIn, headers);
    const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (!key) return undefined;
    const hash = hashApiKey(secret, key);
    const hit = known.get(hash);
    if (hit && isFresh(hit)) return hit.actor;
    return findByKey(db, hash, known);
  };
  return Object.assign(find, { forget: () => void (known = new Map()) });
}

/** Seconds are counted by a clock that nobody sets. */
const isFresh = ({ seenAtMs, expiresAtMs }: Seen): boolean =>
  performance.now() - seenAtMs < cacheMs && expiresAtMs > Date.now();

async function findByKey(db: Db, hash: string, known: Known): Promise<Actor | undefined> {
  const now = Date.now();
  const key = await findApiKey(db, hash, new Date(now));
  if (!key) return void known.delete(hash);
  await touchApiKey(db, key, new Date(now));
  const limits = { keyId: key.id, scopes: key.scopes, projectId: key.projectId };
  const actor: Actor = key.userId
    ? { ...(await findPerson(db, key.userId)), ...limits }
    : { ref: `key:${key.id}`, userId: null, organizationRole: null, projectRoles: new Map(), ...limits };
  if (known.size >= mostKnown) known.clear();
  known.set(hash, { actor, seenAtMs: performance.now(), expiresAtMs: key.expiresAt?.getTime() ?? Infinity });
  return actor;
}

async function findBySession(db: Db, signIn: SignIn, headers: Headers): Promise<Actor | undefined> {
  if (!headers.get('cookie')) return undefined;
  const session = await signIn.api.getSession({ headers }).catch(nameLookupFault);
  if (!session) return undefined;
  const { id, createdAt } = session.session;
  return { ...(await findPerson(db, session.user.id)), session: { id, startedAt: new Date(createdAt) } };
}

/** The library turns whatever the database told it into a 500 of its own, and all it did was to look. */
function nameLookupFault(error: unknown): never {
  if ((error as { statusCode?: number }).statusCode === 500) throw databaseUnavailable(error, 'not_done');
  throw error;
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
