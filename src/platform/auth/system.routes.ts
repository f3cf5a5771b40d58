import { implement, withEventMeta } from '@orpc/server';
import type { Db } from '#platform/database/database.ts';
import { followEvents, lastEventId } from '#platform/events/follow-events.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { processMeter } from '#platform/installation/process-meter.ts';
import { isUnlimited } from './actor.ts';
import { auditRouter } from './audit.routes.ts';
import { auditPerson, getPerson } from './change-member.ts';
import { keyRouter } from './key.routes.ts';
import { listPeople, updatePersonName } from './member.queries.ts';
import { memberRouter } from './member.routes.ts';
import { setPassword } from './set-password.ts';
import { makeSignInLink } from './sign-in.ts';
import { systemContract } from './system.contract.ts';
import { watchRight } from './watch-right.ts';

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
    signInWays: api.signInWays.handler(({ context }) => {
      const { oidc } = context.services.config;
      return { password: true as const, oidc: oidc ? { name: oidc.name } : null };
    }),
    status: api.status.handler(async ({ context }) => ({
      version: installation.version,
      database: installation.database,
      startedAt: installation.startedAt,
      dataDirectory: context.services.config.dataDir,
      objects: await installation.countObjects(context.db),
      process: processMeter().read(),
      waits: context.services.jobs.waits(),
    })),
    me: api.me.handler(async ({ context: { actor, db } }) => {
      const [person] = actor.userId && isUnlimited(actor) ? await listPeople(db, actor.userId) : [];
      return {
        ref: actor.ref,
        userId: actor.userId,
        organizationRole: actor.organizationRole,
        person: person ?? null,
      };
    }),
    setName: api.setName.handler(async ({ context, input: { name } }) => {
      const { userId } = context.actor;
      const before = await getPerson(context, userId!);
      if (before.name === name) return { name };
      await updatePersonName(context.db, userId!, name);
      await auditPerson(context, 'member.rename', userId!, { from: before.name, to: name });
      return { name };
    }),
    makeLoginLink: api.makeLoginLink.handler(async ({ context }) => {
      const { email } = await getPerson(context, context.actor.userId!);
      await auditPerson(context, 'member.link', context.actor.userId!, {});
      return makeSignInLink(context.services.signIn, email);
    }),
    setPassword: api.setPassword.handler(async ({ context, input }) => {
      await setPassword(context, input);
      return { set: true as const };
    }),
    keys: keyRouter,
    members: memberRouter,
    audit: auditRouter,
    events: api.events.handler(async function* ({ context, input, signal }) {
      const { db, bell } = context.services;
      const after = Number(context.lastEventId ?? input.after ?? (await lastEventId(db, context.project.id)));
      const mayStill = watchRight(context, 'project.read');
      for await (const event of followEvents(db, bell, context.project.id, after, signal ?? context.signal)) {
        await mayStill();
        yield withEventMeta(event, { id: String(event.id) });
      }
    }),
  });
}
