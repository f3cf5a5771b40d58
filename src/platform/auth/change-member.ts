import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import type { Actor } from './actor.ts';
import { revokeKeysOf } from './api-keys.ts';
import { appendAudit } from './audit.ts';
import type { Person } from './member.contract.ts';
import {
  countOwners,
  deleteLinks,
  deleteMember,
  deleteSessions,
  listPeople,
  lockRoles,
  updateMemberRole,
} from './member.queries.ts';
import type { OrganizationRole } from './permissions.ts';
import { announceRights } from './rights-bell.ts';

/** Gives a person another role in the installation. They sign in again; their keys follow the new role at once. */
export async function changeRole(
  context: RequestContext,
  userId: string,
  role: OrganizationRole,
): Promise<Person> {
  const { db, actor } = context;
  await lockRoles(db);
  const before = await getPerson(context, userId);
  assertMayGive(actor, role);
  assertMayTouch(actor, before);
  if (before.organizationRole === role) return before;
  if (before.organizationRole === 'owner') await assertOtherOwner(context);
  await updateMemberRole(db, userId, role);
  await endSessions(context, userId);
  await auditPerson(context, 'member.update', userId, { from: before.organizationRole, to: role });
  return { ...before, organizationRole: role };
}

/** Takes a person out of everything: projects, sessions, unopened links and keys end in one transaction. */
export async function removePerson(context: RequestContext, userId: string): Promise<number> {
  const { db, actor, services } = context;
  await lockRoles(db);
  const person = await getPerson(context, userId);
  assertMayTouch(actor, person);
  if (person.organizationRole === 'owner') await assertOtherOwner(context);
  await deleteMember(db, userId);
  await deleteLinks(db, person.email);
  const keysRevoked = await revokeKeysOf(db, userId, null, new Date(services.clock()));
  await endSessions(context, userId);
  await auditPerson(context, 'member.remove', userId, {
    role: person.organizationRole,
    projects: person.projects.map(({ slug, role }) => ({ slug, role })),
    keysRevoked,
  });
  return keysRevoked;
}

/** After every change of somebody's rights: they sign in again, and no process goes on with the rights it remembers. */
export async function endSessions(context: RequestContext, userId: string): Promise<void> {
  await deleteSessions(context.db, userId);
  await announceRights(context);
}

export async function getPerson({ db }: RequestContext, userId: string): Promise<Person> {
  const [person] = await listPeople(db, userId);
  if (!person) throw notFound('person', userId);
  return person;
}

export const auditPerson = (
  { db, actor }: RequestContext,
  action: string,
  userId: string,
  detail: Record<string, unknown>,
) =>
  appendAudit(db, {
    actor: actor.ref,
    action,
    projectId: null,
    subjectKind: 'user',
    subjectId: userId,
    detail,
  });

/** Only an owner makes an owner. */
export function assertMayGive(actor: Actor, role: OrganizationRole): void {
  if (role === 'owner' && actor.organizationRole !== 'owner') throw ownersOnly();
}

/** Only an owner changes, removes or signs in an owner. */
export function assertMayTouch(actor: Actor, person: Person): void {
  if (person.organizationRole === 'owner' && actor.organizationRole !== 'owner') throw ownersOnly();
}

async function assertOtherOwner({ db }: RequestContext): Promise<void> {
  if ((await countOwners(db)) > 1) return;
  throw new AttuneError(
    'last_owner',
    'This is the only owner; without one nobody could manage this server.',
    {
      status: 409,
      remedy: 'Make another person an owner first.',
    },
  );
}

const ownersOnly = () =>
  new AttuneError('owners_only', 'Only an owner may do this to an owner.', {
    status: 403,
    remedy: 'Ask an owner.',
  });
