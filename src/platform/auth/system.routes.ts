import { implement, withEventMeta } from '@orpc/server';
import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { followEvents, lastEventId } from '#platform/events/follow-events.ts';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { appendAudit } from './audit.ts';
import { insertApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { makeSignInLink } from './sign-in.ts';
import { systemContract } from './system.contract.ts';

/** Facts that only the composed program knows. */
export type Installation = {
  version: string;
  database: string;
  startedAt: Date;
  countObjects(db: Db): Promise<Record<string, number>>;
};

export function systemRouter(installation: Installation) {
  const api = implement(systemContract).$context<IncomingContext>().use(guard);
  return api.router({
    health: api.health.handler(() => ({ ok: true as const, version: installation.version })),
    status: api.status.handler(async ({ context }) => ({
      version: installation.version,
      database: installation.database,
      startedAt: installation.startedAt,
      dataDirectory: context.services.config.dataDir,
      objects: await installation.countObjects(context.db),
    })),
    me: api.me.handler(({ context: { actor } }) => ({
      ref: actor.ref,
      userId: actor.userId,
      organizationRole: actor.organizationRole,
    })),
    makeLoginLink: api.makeLoginLink.handler(async ({ context }) => {
      const email = await emailOf(context.db, context.actor.userId);
      return { url: await makeSignInLink(context.services.signIn, email), minutes: 15 };
    }),
    keys: {
      list: api.keys.list.handler(async ({ context }) => ({ items: await listApiKeys(context.db, null) })),
      create: api.keys.create.handler(async ({ context, input }) => {
        const project = input.project ? await findProject(context.db, input.project) : undefined;
        if (input.project && !project) throw notFound('project', input.project);
        const made = await insertApiKey(context.db, context.services.secret, {
          name: input.name,
          userId: null,
          projectId: project?.id ?? null,
          scopes: input.scopes,
          createdBy: context.actor.ref,
        });
        const entry = {
          action: 'key.create',
          projectId: project?.id ?? null,
          subjectKind: 'api_key',
          subjectId: made.id,
        };
        await appendAudit(context.db, {
          ...entry,
          actor: context.actor.ref,
          detail: { name: input.name, scopes: input.scopes },
        });
        return made;
      }),
      revoke: api.keys.revoke.handler(async ({ context, input }) => {
        const revoked = await revokeApiKey(context.db, input.id);
        const entry = { action: 'key.revoke', projectId: null, subjectKind: 'api_key', subjectId: input.id };
        await appendAudit(context.db, { ...entry, actor: context.actor.ref });
        return { revoked };
      }),
    },
    events: api.events.handler(async function* ({ context, input, signal }) {
      const { db, bell } = context.services;
      const after = Number(context.lastEventId ?? input.after ?? (await lastEventId(db, context.project.id)));
      for await (const event of followEvents(db, bell, context.project.id, after, signal ?? context.signal))
        yield withEventMeta(event, { id: String(event.id) });
    }),
  });
}

async function emailOf(db: Db, userId: string | null): Promise<string> {
  const { rows } = await sql<{ email: string }>`select email from "user" where id = ${userId}`.execute(db);
  if (!rows[0])
    throw new AttuneError(
      'no_person',
      'Only a person has a sign-in link, and this key belongs to an application.',
      { status: 403 },
    );
  return rows[0].email;
}
