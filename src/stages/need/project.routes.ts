import { implement } from '@orpc/server';
import { type Actor, isAdministrator } from '#platform/auth/actor.ts';
import { revokeKeysOf } from '#platform/auth/api-keys.ts';
import { appendAudit } from '#platform/auth/audit.ts';
import { endSessions } from '#platform/auth/change-member.ts';
import { isMember } from '#platform/auth/member.queries.ts';
import { announceRights } from '#platform/auth/rights-bell.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError, notFound, versionConflict } from '#platform/http/attune-error.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { projectContract } from './project.contract.ts';
import {
  deleteMember,
  findMemberRole,
  getProject,
  insertProject,
  listMembers,
  listProjects,
  updateProject,
  upsertMember,
} from './project.queries.ts';

const api = implement(projectContract).$context<IncomingContext>().use(guard);

/**
 * Which projects somebody sees: all for owner and admin, else those they are a member of; a key sees its own only, and
 * one that may read nothing (of an application that chats or sends feedback) none.
 */
function visibleProjects(actor: Actor): string[] | null {
  const reads = actor.scopes?.some(scope => scope === 'all' || scope.endsWith('.read')) ?? true;
  if (!reads) return [];
  if (actor.projectId) return [actor.projectId];
  return isAdministrator(actor) ? null : [...actor.projectRoles.keys()];
}

export const projectRouter = api.router({
  list: api.list.handler(async ({ context }) => ({
    items: await listProjects(context.db, visibleProjects(context.actor)),
  })),
  create: api.create.handler(async ({ context, input }) => {
    const made = await insertProject(context.db, input);
    if (!made)
      throw new AttuneError('project_exists', `There is a project "${input.slug}" already.`, {
        status: 409,
        fields: { slug: input.slug },
        remedy: 'Choose another slug, or use the project that is there.',
      });
    const entry = {
      action: 'project.create',
      projectId: made.id,
      subjectKind: 'project',
      subjectId: made.id,
    };
    await appendAudit(context.db, { ...entry, actor: context.actor.ref });
    return made;
  }),
  get: api.get.handler(({ context }) => getProject(context.db, context.project.id)),
  update: api.update.handler(async ({ context, input }) => {
    const { project: _reference, version, ...change } = input;
    const { id } = context.project;
    const updated = await updateProject(context.db, id, version, change);
    if (!updated) throw versionConflict('project', id, (await getProject(context.db, id)).version);
    await appendAudit(context.db, {
      actor: context.actor.ref,
      action: 'project.update',
      projectId: id,
      subjectKind: 'project',
      subjectId: id,
      detail: { ...change, version: updated.version },
    });
    await appendEvent(context.db, id, { kind: 'project.changed', subjectKind: 'project', subjectId: id });
    return updated;
  }),
  members: {
    list: api.members.list.handler(async ({ context }) => ({
      items: await listMembers(context.db, context.project.id),
    })),
    put: api.members.put.handler(async ({ context, input }) => {
      if (!(await isMember(context.db, input.userId))) throw notFound('person', input.userId);
      const before = await findMemberRole(context.db, context.project.id, input.userId);
      await upsertMember(context.db, context.project.id, input.userId, input.role);
      if (before === input.role) return { userId: input.userId, role: input.role };
      await (before ? endSessions(context, input.userId) : announceRights(context));
      await auditMember(context, 'member.put', input.userId, { from: before ?? null, to: input.role });
      return { userId: input.userId, role: input.role };
    }),
    remove: api.members.remove.handler(async ({ context, input }) => {
      const { db, project, services } = context;
      const removed = await deleteMember(db, project.id, input.userId);
      if (!removed) return { removed };
      const now = new Date(services.clock());
      const keysRevoked = await revokeKeysOf(db, input.userId, project.id, now);
      await endSessions(context, input.userId);
      await auditMember(context, 'member.remove', input.userId, { keysRevoked });
      return { removed };
    }),
  },
});

type Auditable = { db: Parameters<typeof appendAudit>[0]; actor: Actor; project: { id: string } };

const auditMember = (context: Auditable, action: string, userId: string, detail: Record<string, unknown>) =>
  appendAudit(context.db, {
    actor: context.actor.ref,
    action,
    projectId: context.project.id,
    subjectKind: 'user',
    subjectId: userId,
    detail,
  });
