import { implement } from '@orpc/server';
import { type Actor, may } from '#platform/auth/actor.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { describeStations, type Rights } from './describe-stations.ts';
import { overviewContract } from './overview.contract.ts';
import { countStages } from './overview.queries.ts';

const api = implement(overviewContract).$context<IncomingContext>().use(guard);

export const overviewRouter = api.router({
  get: api.get.handler(async ({ context: { db, project, actor } }) => ({
    turn: project.turn,
    stations: describeStations(await countStages(db, project.id), rightsOf(actor, project.id)),
  })),
});

const rightsOf = (actor: Actor, projectId: string): Rights => ({
  tune: may(actor, projectId, 'tuning.write'),
  vote: may(actor, projectId, 'vote'),
  evaluate: may(actor, projectId, 'evaluation.write'),
  review: may(actor, projectId, 'feedback.review'),
});
