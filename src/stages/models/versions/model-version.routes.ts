import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { modelVersionContract } from './model-version.contract.ts';
import { getModelVersion, listModelVersions } from './model-version.queries.ts';

const api = implement(modelVersionContract).$context<IncomingContext>().use(guard);

export const modelVersionRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const before = input.after === undefined ? undefined : Number(input.after);
    const found = await listModelVersions(context.db, context.project.id, before, input.limit + 1);
    const items = found.slice(0, input.limit);
    return { items, next: found.length > input.limit ? String(items.at(-1)!.number) : null };
  }),
  get: api.get.handler(({ context, input }) => getModelVersion(context.db, context.project.id, input.id)),
});
