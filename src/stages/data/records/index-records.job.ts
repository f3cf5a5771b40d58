import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { conversationTextOf } from './payload.ts';
import { listRevisionsToIndex, upsertSearchTokens } from './record-search.queries.ts';
import { searchTokens } from './search-tokens.ts';

const rowsPerCommit = 300;

/** Makes records findable by text, behind the write path: a text index would slow an import thirty times. */
export const indexRecordsJob: JobDefinition<Services, { projectId: string }> = {
  name: 'data.index-records',
  async run({ db }, { projectId }, signal) {
    for (let after: string | null = null; ;) {
      signal.throwIfAborted();
      const rows = await listRevisionsToIndex(db, projectId, after, rowsPerCommit);
      const last = rows.at(-1);
      if (!last) return;
      after = last.recordId;
      const stale = rows.filter(row => row.indexedRevisionId !== row.revisionId);
      const tokens = stale.map(({ recordId, revisionId, payload }) => ({
        recordId,
        revisionId,
        tokens: searchTokens(conversationTextOf(payload)),
      }));
      await upsertSearchTokens(db, projectId, tokens);
      await nextTurn();
    }
  },
};
