import { implement } from '@orpc/server';
import { appendAudit } from '#platform/auth/audit.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { baseContract } from './base.contract.ts';
import { getBaseModel, insertBaseModel, listBaseModels } from './base.queries.ts';
import { modelRootsOf } from './model-roots.ts';
import { inspectModelDirectory } from './inspect-model-directory.ts';

const api = implement(baseContract).$context<IncomingContext>().use(guard);

export const baseRouter = api.router({
  list: api.list.handler(async ({ context }) => ({ items: await listBaseModels(context.db) })),
  get: api.get.handler(({ context, input }) => getBaseModel(context.db, input.base)),
  register: api.register.handler(async ({ context, input }) => {
    const found = await inspectModelDirectory(input.path, modelRootsOf(context.services.config));
    const { license, languages } = input;
    const wish = {
      ...found,
      license,
      languages,
      slug: input.slug ?? found.slug,
      name: input.name ?? found.name,
    };
    const base = await insertBaseModel(context.db, { ...wish, origin: 'local' });
    if (!base) throw slugTaken(wish.slug);
    await appendAudit(context.db, {
      actor: context.actor.ref,
      action: 'base_model.register',
      projectId: null,
      subjectKind: 'base_model',
      subjectId: base.id,
      detail: { slug: base.slug, path: base.path, digest: base.digest },
    });
    return base;
  }),
});

const slugTaken = (slug: string) =>
  new AttuneError('slug_taken', `There is a base model "${slug}" already.`, {
    status: 409,
    fields: { slug },
    remedy: 'Give it another slug.',
  });
