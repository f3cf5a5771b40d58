import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { callContract } from './call.contract.ts';
import { getCall, listCalls } from './call.queries.ts';

const api = implement(callContract).$context<IncomingContext>().use(guard);

export const callRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const { after, limit, ...filter } = input;
    const found = await listCalls(context.db, context.project.id, filter, after, limit + 1);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)!.id : null };
  }),
  get: api.get.handler(({ context, input }) => getCall(context.db, context.project.id, input.id)),
});
