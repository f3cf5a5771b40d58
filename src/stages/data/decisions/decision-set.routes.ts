import { implement } from '@orpc/server';
import type { Selectable } from 'kysely';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { byId, pageOf } from '#platform/http/page-of.ts';
import type { DecisionSetTable } from '../data.tables.ts';
import { type DecisionSet, decisionFilter, decisionSetContract } from './decision-set.contract.ts';
import { getSet, listSets } from './decision-set.queries.ts';
import { requestDecisionSet, revertDecisionSet } from './request-decision-set.ts';

const api = implement(decisionSetContract).$context<IncomingContext>().use(guard);

export const decisionSetRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const rows = await listSets(context.db, context.project.id, input.after, input.limit + 1);
    return pageOf(rows, input.limit, present, byId);
  }),
  create: api.create.handler(async ({ context, input }) => {
    const { project: _project, ...wish } = input;
    return present(await requestDecisionSet(context, wish));
  }),
  get: api.get.handler(async ({ context, input }) =>
    present(await getSet(context.db, context.project.id, input.id)),
  ),
  revert: api.revert.handler(async ({ context, input }) =>
    present(await revertDecisionSet(context, input.id)),
  ),
});

const present = ({
  projectId: _project,
  lastId: _last,
  cursor: _cursor,
  ...row
}: Selectable<DecisionSetTable>): DecisionSet => ({
  ...row,
  filter: decisionFilter.parse(row.filter),
  error: row.error as DecisionSet['error'],
});
