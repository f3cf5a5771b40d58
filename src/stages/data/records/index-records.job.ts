import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { detectLanguage } from './detect-language.ts';
import { conversationTextOf } from './payload.ts';
import {
  listRevisionsToIndex,
  type SearchRow,
  setLanguages,
  upsertSearchTokens,
} from './record-search.queries.ts';
import { searchTokens } from './search-tokens.ts';

const rowsPerCommit = 200;

/** Makes records findable by text and language, behind the write path: in it, an import would be many times slower. */
export const indexRecordsJob: JobDefinition<Services, { projectId: string }> = {
  name: 'data.index-records',
  async run({ db }, { projectId }, signal) {
    for (let after: string | null = null; ;) {
      signal.throwIfAborted();
      const rows = await listRevisionsToIndex(db, projectId, after, rowsPerCommit);
      const last = rows.at(-1);
      if (!last) return;
      after = last.recordId;
      const stale = rows.filter(row => row.indexedRevisionId !== row.revisionId).map(toSearchRow);
      await setLanguages(db, stale);
      await upsertSearchTokens(db, projectId, stale);
      await nextTurn();
    }
  },
  // People see no row of it. What it left out, the next import or cleaning indexes: it looks at every stale record.
  giveUp: async ({ log }, { projectId }, { message }) =>
    log.warn('new records cannot be searched yet', { projectId, message }),
};

type RowToIndex = Awaited<ReturnType<typeof listRevisionsToIndex>>[number];

function toSearchRow({ recordId, revisionId, payload }: RowToIndex): SearchRow {
  const text = conversationTextOf(payload);
  const { code } = detectLanguage(text);
  return { recordId, revisionId, tokens: searchTokens(text), language: code === 'und' ? null : code };
}
