import { implement } from '@orpc/server';
import { notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { belongsTo } from './actor.ts';
import { insertApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { appendAudit } from './audit.ts';
import { keyContract } from './key.contract.ts';
import type { Scope } from './permissions.ts';
import { announceRights } from './rights-bell.ts';

const api = implement(keyContract).$context<IncomingContext>().use(guard);

export const keyRouter = api.router({
  list: api.list.handler(async ({ context }) => ({ items: await listApiKeys(context.db, null) })),
  create: api.create.handler(({ context, input }) => make(context, input, null)),
  revoke: api.revoke.handler(({ context, input }) => revoke(context, input.id, null)),
  own: {
    list: api.own.list.handler(async ({ context }) => ({
      items: await listApiKeys(context.db, context.actor.userId!),
    })),
    create: api.own.create.handler(({ context, input }) => make(context, input, context.actor.userId)),
    revoke: api.own.revoke.handler(({ context, input }) => revoke(context, input.id, context.actor.userId)),
  },
});

type Wish = { name: string; project?: string; scopes: Scope[]; expiresInDays?: number };

async function make(context: RequestContext, wish: Wish, userId: string | null) {
  const { db, services, actor } = context;
  const projectId = wish.project ? await projectIdOf(context, wish.project) : null;
  const { name, scopes, expiresInDays } = wish;
  const expiresAt =
    expiresInDays === undefined ? null : new Date(services.clock() + expiresInDays * 24 * 3_600_000);
  const row = { name, userId, projectId, scopes, createdBy: actor.ref, expiresAt };
  const made = await insertApiKey(db, services.secret, row);
  await audit(context, 'key.create', { id: made.id, projectId }, { name, scopes, userId, expiresAt });
  return { ...made, expiresAt };
}

async function projectIdOf({ db, actor }: RequestContext, reference: string): Promise<string> {
  const project = await findProject(db, reference);
  if (!project || !belongsTo(actor, project.id)) throw notFound('project', reference);
  return project.id;
}

async function revoke(context: RequestContext, id: string, userId: string | null) {
  const ended = await revokeApiKey(context.db, id, userId, new Date(context.services.clock()));
  if (!ended) return { revoked: false };
  await announceRights(context);
  await audit(context, 'key.revoke', ended, { name: ended.name });
  return { revoked: true };
}

const audit = (
  { db, actor }: RequestContext,
  action: string,
  key: { id: string; projectId: string | null },
  detail: Record<string, unknown>,
) =>
  appendAudit(db, {
    actor: actor.ref,
    action,
    projectId: key.projectId,
    subjectKind: 'api_key',
    subjectId: key.id,
    detail,
  });
