import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { responseIdOf } from '#stages/serving/index.ts';
import { interactionOf } from './interaction-of.ts';
import { feedbackContract } from './feedback.contract.ts';
import { listFeedback } from './feedback.queries.ts';

const api = implement(feedbackContract).$context<IncomingContext>().use(guard);

export const feedbackRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const { kind, label, actor, completion, after, limit } = input;
    const filter = { kind, label, actor, interactionId: completion && interactionOf(completion) };
    const found = await listFeedback(context.db, context.project.id, filter, after, limit + 1);
    const rows = found.slice(0, limit);
    const items = rows.map(({ interactionId, actorKind, actorId, ...row }) => ({
      ...row,
      completionId: responseIdOf(interactionId),
      actor: { kind: actorKind, id: actorId },
    }));
    return { items, next: found.length > limit ? rows.at(-1)!.id : null };
  }),
});
