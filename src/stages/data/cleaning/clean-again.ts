import type { Selectable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { RecordTable } from '../data.tables.ts';
import { getRecordRow, listDecisionsOf, listRevisions, updateRecord } from '../records/record.queries.ts';
import { getSource } from '../sources/source.queries.ts';
import { settingsFor } from './clean-batch.ts';
import { cleanRow } from './clean-row.ts';
import { findLatestCleaningRun } from './cleaning-run.queries.ts';
import { insertRevisions } from './cleaning.queries.ts';
import { placeRevision } from './place-revision.ts';
import { recipe as recipeSchema } from './recipe.ts';

/** Makes a record what the latest cleaning run's recipe says, without the operators that were taken back. */
export async function cleanAgain(db: Db, record: Selectable<RecordTable>) {
  const run = await findLatestCleaningRun(db, record.projectId);
  if (!run) return record;
  const decisions = await listDecisionsOf(db, record.id);
  const reverted = new Set(decisions.filter(one => one.revertedAt !== null).map(({ operator }) => operator));
  const revisions = await listRevisions(db, record.id);
  const origin = revisions.findLast(({ derivedBy }) => !derivedBy.startsWith('cleaning:'))!;
  const { piiPolicy } = await getSource(db, record.projectId, record.sourceId);
  const { operators } = recipeSchema.parse(run.recipe);
  const result = cleanRow(origin.payload, settingsFor(operators, piiPolicy), { reverted });
  const { about, revisionId, fresh } = placeRevision(
    { id: record.id, label: record.label, originId: origin.id },
    result,
    revisions,
  );
  if (fresh) await insertRevisions(db, [fresh]);
  const isDuplicate = decisions.some(
    one =>
      one.cleaningRunId === run.id &&
      one.operator === 'duplicates' &&
      one.action === 'drop' &&
      !one.revertedAt,
  );
  const { preview, characters } = about;
  const state = isDuplicate ? 'dropped' : result.state;
  await updateRecord(db, record.id, record.version, {
    ...(record.cleanedState === null ? { state } : { cleanedState: state }),
    currentRevisionId: revisionId,
    language: about.language ?? record.language,
    preview,
    characters,
  });
  return getRecordRow(db, record.projectId, record.id);
}
