import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { type CleanedRow, cleanRow, type KnownSignal } from './clean-row.ts';
import {
  insertRevisions,
  insertSignals,
  listRevertedOperators,
  listRevisionHashes,
  listSignalsOf,
  type RowToClean,
  updateRecords,
} from './cleaning.queries.ts';
import { insertDecisions } from './decision.queries.ts';
import { type Placed, placeRevision } from './place-revision.ts';
import type { Recipe } from './recipe.ts';

type Run = { id: string; projectId: string };
type Cleaned = { row: RowToClean; result: CleanedRow } & Placed;

/** Cleans some records in the caller's transaction and counts states and decisions into `counts`. */
export async function cleanBatch(
  trx: Db,
  run: Run,
  settings: Recipe['operators'],
  rows: RowToClean[],
  counts: Record<string, number>,
): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const revisionsBy = Map.groupBy(await listRevisionHashes(trx, ids), one => one.recordId);
  const signalsBy = Map.groupBy(await listSignalsOf(trx, ids), one => one.recordId);
  const revertedBy = Map.groupBy(await listRevertedOperators(trx, ids), one => one.recordId);
  const cleaned = rows.map((row): Cleaned => {
    const known = (signalsBy.get(row.id) ?? []).map(toKnownSignal);
    const skipped = new Set(revertedBy.get(row.id)?.map(({ operator }) => operator));
    const result = cleanRow(row.payload, settingsFor(settings, row.piiPolicy), { known, reverted: skipped });
    return { row, result, ...placeRevision(row, result, revisionsBy.get(row.id) ?? []) };
  });
  for (const { result } of cleaned) countInto(counts, result);
  await insertRevisions(
    trx,
    cleaned.flatMap(({ fresh }) => fresh ?? []),
  );
  await insertSignals(trx, cleaned.flatMap(toSignalRows));
  await insertDecisions(
    trx,
    cleaned.flatMap(one => toDecisionRows(run, one)),
  );
  await updateRecords(trx, cleaned.map(toRecordUpdate));
}

/** A source may ask for its own handling of private values. */
export function settingsFor(settings: Recipe['operators'], piiPolicy: string): Recipe['operators'] {
  if (settings.pii === false || piiPolicy === 'replace') return settings;
  return { ...settings, pii: piiPolicy === 'keep' ? false : { ...settings.pii, action: 'set_aside' } };
}

type SignalValue = { of: string; value: unknown };

const toKnownSignal = (stored: {
  operator: string;
  operatorVersion: number;
  value: unknown;
}): KnownSignal => ({
  operator: stored.operator,
  version: stored.operatorVersion,
  ...(stored.value as SignalValue),
});

const toSignalRows = ({ result, revisionId }: Cleaned) =>
  result.signals.map(({ operator, version, of, value }) => ({
    revision_id: revisionId,
    operator,
    operator_version: version,
    value: { of, value },
  }));

const toDecisionRows = (run: Run, { row, result, revisionId }: Cleaned) =>
  result.decisions.map(decision => ({
    ...decision,
    id: newId(),
    project_id: run.projectId,
    cleaning_run_id: run.id,
    record_id: row.id,
    revision_id: row.originId,
    result_revision_id: decision.action === 'modify' ? revisionId : null,
  }));

const toRecordUpdate = ({ row, result, about, revisionId }: Cleaned) => ({
  id: row.id,
  state: result.state,
  current_revision_id: revisionId,
  language: about.language,
  preview: about.preview,
  characters: about.characters,
});

function countInto(counts: Record<string, number>, { state, decisions }: CleanedRow): void {
  const names = [state, ...decisions.map(({ operator, code }) => `${operator}.${code}`)];
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
}
