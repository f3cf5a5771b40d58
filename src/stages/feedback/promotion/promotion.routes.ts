import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { acceptPromotions } from './accept-promotions.ts';
import { countReasons, countShapes, noShapes } from './count-by.ts';
import { promotionContract } from './promotion.contract.ts';
import { countPromotions, getPromotion, listPromotions } from './promotion.queries.ts';
import { proposeBatch } from './propose.ts';
import {
  acceptPromotion,
  editPromotion,
  rejectOne,
  rejectPromotion,
  undoReview,
} from './review-promotion.ts';

const api = implement(promotionContract).$context<IncomingContext>().use(guard);

export const promotionRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const { project: _project, after, limit, ...filter } = input;
    const found = await listPromotions(context.db, context.project.id, filter, after, limit + 1);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)!.id : null };
  }),
  get: api.get.handler(({ context, input }) => getPromotion(context.db, context.project.id, input.id)),
  count: api.count.handler(async ({ context }) => {
    const counts = { proposed: noShapes(), accepted: noShapes(), rejected: noShapes() };
    for (const { state, shape, count } of await countPromotions(context.db, context.project.id))
      counts[state][shape] = count;
    return counts;
  }),
  propose: api.propose.handler(({ context, input }) =>
    proposeBatch(context.db, context.project, input.after, input.limit, new Date(context.services.clock())),
  ),
  edit: api.edit.handler(({ context, input }) => editPromotion(context, input, input.answer)),
  accept: api.accept.handler(({ context, input }) => acceptPromotion(context, input)),
  reject: api.reject.handler(({ context, input }) => rejectPromotion(context, input, input.reason)),
  undo: api.undo.handler(({ context, input }) => undoReview(context, input)),
  review: api.review.handler(async ({ context, input }) => {
    const { shape, kind, label, after, limit } = input;
    const filter = { shape, kind, label, state: 'proposed' as const };
    const waiting = await listPromotions(context.db, context.project.id, filter, after, limit, {
      lock: true,
    });
    const next = waiting.length === limit ? waiting.at(-1)!.id : null;
    if (input.decision === 'reject') {
      for (const { id } of waiting) await rejectOne(context, id, input.reason!);
      return { decided: countShapes(waiting.map(each => each.shape)), refused: [], next };
    }
    const outcomes = await acceptPromotions(context, waiting);
    const accepted = outcomes.filter(each => !('refused' in each)).map(each => each.promotion.shape);
    const refused = outcomes.flatMap(each => ('refused' in each ? each.refused : []));
    return { decided: countShapes(accepted), refused: countReasons(refused), next };
  }),
});
