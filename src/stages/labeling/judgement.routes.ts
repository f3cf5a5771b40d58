import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { blindOwnVote } from './blind-own-vote.ts';
import { judgementContract } from './judgement.contract.ts';
import { listJudgements } from './judgement.queries.ts';

const api = implement(judgementContract).$context<IncomingContext>().use(guard);

export const judgementRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const { after, limit, ...filter } = input;
    const found = await listJudgements(context.db, context.project.id, filter, after, limit + 1);
    const { userId, ref } = context.actor;
    const items = found.slice(0, limit).map(each => blindOwnVote(each, userId ? `user:${userId}` : ref));
    return { items, next: found.length > limit ? items.at(-1)!.id : null };
  }),
});
