import { implement } from '@orpc/server';
import { appendAudit } from '#platform/auth/audit.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { type BaseModel, baseContract, slugSchema } from './base.contract.ts';
import { findBaseModel, getBaseModel, insertBaseModel, listBaseModels } from './base.queries.ts';
import { ensureStarter } from './ensure-starter.ts';
import { modelRootsOf } from './model-roots.ts';
import { inspectModelDirectory } from './inspect-model-directory.ts';

const api = implement(baseContract).$context<IncomingContext>().use(guard);

export const baseRouter = api.router({
  list: api.list.handler(async ({ context }) => ({ items: await listBaseModels(context.db) })),
  get: api.get.handler(({ context, input }) => getBaseModel(context.db, input.base)),
  register: api.register.handler(async ({ context, input }) => {
    if (isName(input.path)) return adoptFetched(context, input.path);
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
    await noteRegistered(context, base);
    return base;
  }),
});

/** No directory, but what set-up fetched by its name. */
const isName = (path: string): boolean => slugSchema.safeParse(path).success;

/** What set-up fetched while this server ran; at its next start it would find it by itself. */
async function adoptFetched(context: RequestContext, name: string): Promise<BaseModel> {
  const before = await findBaseModel(context.db, name);
  await ensureStarter(context.services);
  const base = await findBaseModel(context.db, name);
  if (!base) throw notFetched(name);
  if (!before) await noteRegistered(context, base);
  return base;
}

async function noteRegistered({ db, actor }: RequestContext, base: BaseModel): Promise<void> {
  await appendAudit(db, {
    actor: actor.ref,
    action: 'base_model.register',
    projectId: null,
    subjectKind: 'base_model',
    subjectId: base.id,
    detail: { slug: base.slug, path: base.path, digest: base.digest },
  });
}

const notFetched = (name: string) =>
  new AttuneError('base_not_fetched', `There is no model "${name}" on the server's machine.`, {
    status: 404,
    fields: { name },
    remedy: `Fetch it there: npm run setup -- --model ${name} (its terms are shown first). Or name a directory by its whole path.`,
  });

const slugTaken = (slug: string) =>
  new AttuneError('slug_taken', `There is a base model "${slug}" already.`, {
    status: 409,
    fields: { slug },
    remedy: 'Give it another slug.',
  });
