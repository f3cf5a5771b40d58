import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '#platform/database/database.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { countsOf } from './counts-of.ts';
import { conversationTextOf } from './payload.ts';
import {
  deleteIndexRequest,
  listRevisionsToIndex,
  moveIndexRequest,
  type RevisionToIndex,
  type SearchRow,
  takeIndexRequest,
  upsertSearchTokens,
} from './record-search.queries.ts';
import { searchTokens } from './search-tokens.ts';

/** What the event loop gets through in a few milliseconds, and memory holds without notice. */
const mostPerCommit = { rows: 200, characters: 200_000 };

/** Makes records findable by text, behind the write path: in it, an import would be many times slower. */
export const indexRecordsJob: JobDefinition<Services, { projectId: string }> = {
  name: 'data.index-records',
  async run(services, { projectId }, signal) {
    const { db } = services;
    const indexNext = () => db.transaction().execute(trx => indexSome(trx, projectId));
    while (await indexNext()) {
      signal.throwIfAborted();
      await nextTurn();
    }
    countsOf(services).forget(projectId);
  },
  // People see no row of it. What it left out, the next import or cleaning indexes: the requests are still there.
  giveUp: async ({ log }, { projectId }, { message }) =>
    log.warn('new records cannot be searched yet', { projectId, message }),
};

/** False when nothing of the project waits any more. */
async function indexSome(trx: Db, projectId: string): Promise<boolean> {
  const request = await takeIndexRequest(trx, projectId);
  if (!request) return false;
  const rows = await listRevisionsToIndex(trx, projectId, request, mostPerCommit);
  const last = rows.at(-1);
  if (!last) await deleteIndexRequest(trx, request.id);
  else {
    await upsertSearchTokens(trx, projectId, rows.map(toSearchRow));
    await moveIndexRequest(trx, request.id, last.recordId);
  }
  return true;
}

const toSearchRow = ({ recordId, revisionId, payload }: RevisionToIndex): SearchRow => ({
  recordId,
  revisionId,
  tokens: searchTokens(conversationTextOf(payload)),
});
