import { implement } from '@orpc/server';
import { type Actor, isAdministrator, may } from '#platform/auth/actor.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { getEvaluation } from '../present-evaluation.ts';
import { listQueue } from './queue.queries.ts';
import { castVote } from './cast-vote.ts';
import { giveTurn, type Rater } from './give-turn.ts';
import { raterIdOf } from './rater-of.ts';
import { undoVote } from './undo-vote.ts';
import { voteContract } from './vote.contract.ts';

const api = implement(voteContract).$context<IncomingContext>().use(guard);

export const voteRouter = api.router({
  queue: api.queue.handler(async ({ context: { actor, db } }) => ({
    items: await listQueue(db, raterIdOf(actor), projectsToVoteIn(actor)),
  })),
  next: api.next.handler(async ({ context, input }) => {
    const evaluation = await getEvaluation(context.db, context.project.id, input.evaluation);
    return giveTurn(context.db, evaluation, raterOf(context));
  }),
  cast: api.cast.handler(async ({ context, input }) => {
    const evaluation = await getEvaluation(context.db, context.project.id, input.evaluation);
    return castVote(context.db, evaluation, raterOf(context), input);
  }),
  undo: api.undo.handler(async ({ context, input }) => {
    const evaluation = await getEvaluation(context.db, context.project.id, input.evaluation);
    return undoVote(context.db, evaluation, raterOf(context));
  }),
});

function raterOf({ actor, services }: Pick<RequestContext, 'actor' | 'services'>): Rater {
  return { id: raterIdOf(actor), nowMs: services.clock(), secret: services.secret };
}

/** null = every project. */
function projectsToVoteIn(actor: Actor): string[] | null {
  if (actor.projectId) return may(actor, actor.projectId, 'vote') ? [actor.projectId] : [];
  const limited = actor.scopes !== null && !actor.scopes.includes('all') && !actor.scopes.includes('vote');
  if (isAdministrator(actor)) return limited ? [] : null;
  return [...actor.projectRoles.keys()].filter(id => may(actor, id, 'vote'));
}
