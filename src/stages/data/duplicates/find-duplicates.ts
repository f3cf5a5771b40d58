import type { Db } from '#platform/database/database.ts';
import { deleteDuplicateFindings, insertDecisions } from '../cleaning/decision.queries.ts';
import { dropRecords, listRevertedOperators } from '../cleaning/cleaning.queries.ts';
import { recipe as recipeSchema } from '../cleaning/recipe.ts';
import { answerOf, promptTextOf } from '../records/payload.ts';
import type { RankedExchange } from './analyse-duplicates.ts';
import { type ComparedRecord, listRecordsToCompare } from './duplicate.queries.ts';
import { reportDuplicates } from './report-duplicates.ts';
import { runDuplicateTask } from './run-duplicate-task.ts';
import { insertClusters } from './duplicate.queries.ts';

type Run = { id: string; projectId: string; recipe: unknown; counts: Record<string, number> };

/**
 * Looks for duplicates among the active records, beside the event loop. Gives what stores the findings in a transaction:
 * a search that is made again after a crash takes the place of the half-finished one.
 */
export async function findDuplicates(
  db: Db,
  run: Run,
  signal: AbortSignal,
): Promise<(trx: Db) => Promise<Record<string, number>>> {
  const { duplicates: settings } = recipeSchema.parse(run.recipe);
  if (settings === false) return async () => run.counts;
  const records: Compared[] = [];
  const analysis = await runDuplicateTask(
    { kind: 'analyse', settings },
    rank(db, run.projectId, records),
    signal,
  );
  const findings = reportDuplicates(records, analysis, run);
  return async trx => {
    await deleteDuplicateFindings(trx, run.id);
    await insertClusters(trx, run, findings.clusters);
    const reverted = await listRevertedOperators(
      trx,
      findings.decisions.map(one => one.record_id),
    );
    const kept = new Set(
      reverted.filter(({ operator }) => operator === 'duplicates').map(({ recordId }) => recordId),
    );
    const decisions = findings.decisions.filter(one => !kept.has(one.record_id));
    await insertDecisions(trx, decisions);
    const dropped = decisions.filter(({ action }) => action === 'drop').map(one => one.record_id);
    await dropRecords(trx, dropped);
    return countFindings(run.counts, decisions, dropped.length);
  };
}

export type Compared = Omit<ComparedRecord, 'payload'>;

const gradeRank: Record<string, number> = { A: 0, B: 1, C: 2, D: 4 };
const ungraded = 3;
const ranksPerGrade = 1e9;

/** Rows for the search; what the findings need of them afterwards is kept in `records`, without the texts. */
async function* rank(db: Db, projectId: string, records: Compared[]): AsyncGenerator<RankedExchange> {
  for await (const { payload, ...record } of listRecordsToCompare(db, projectId)) {
    const grade = gradeRank[record.grade ?? ''] ?? ungraded;
    yield {
      question: promptTextOf(payload),
      answer: answerOf(payload),
      label: record.label,
      preference: payload.preference,
      rank: grade * ranksPerGrade + records.length,
    };
    records.push(record);
  }
}

function countFindings(
  before: Record<string, number>,
  decisions: { code: string }[],
  dropped: number,
): Record<string, number> {
  const counts = { ...before };
  for (const { code } of decisions) counts[`duplicates.${code}`] = (counts[`duplicates.${code}`] ?? 0) + 1;
  if (dropped > 0) {
    counts.active = (counts.active ?? 0) - dropped;
    counts.dropped = (counts.dropped ?? 0) + dropped;
  }
  return counts;
}
