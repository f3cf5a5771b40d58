import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { byId, pageOf } from '#platform/http/page-of.ts';
import { revertDecision } from '../cleaning/revert-decision.ts';
import { presentRecord, presentRecordDetail } from './present-record.ts';
import { recordContract } from './record.contract.ts';
import { getRecordRow, listRecords } from './record.queries.ts';

const api = implement(recordContract).$context<IncomingContext>().use(guard);

export const recordRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const { after, limit, project: _project, ...filters } = input;
    const rows = await listRecords(context.db, context.project.id, filters, after, limit + 1);
    return pageOf(rows, limit, presentRecord, byId);
  }),
  get: api.get.handler(async ({ context, input }) =>
    presentRecordDetail(context.db, await getRecordRow(context.db, context.project.id, input.id)),
  ),
  revert: api.revert.handler(async ({ context, input }) =>
    presentRecordDetail(context.db, await revertDecision(context, input.id, input.decisionId, input.version)),
  ),
});
