import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import { designSchema, type Evaluation, referenceMetricsSchema } from './evaluation.contract.ts';
import { countItems, type EvaluationRow, findEvaluation } from './evaluation.queries.ts';

export async function getEvaluation(db: Db, projectId: string, reference: string): Promise<EvaluationRow> {
  const row = await findEvaluation(db, projectId, reference);
  if (!row) throw notFound('evaluation', reference);
  return row;
}

/** Rows as the contract shows them, with how many pairs there are. */
export async function presentEvaluations(db: Db, rows: readonly EvaluationRow[]): Promise<Evaluation[]> {
  const counts = await countItems(
    db,
    rows.map(row => row.id),
  );
  return rows.map(row => {
    const own = counts.filter(count => count.evaluationId === row.id);
    const excluded = own.filter(count => count.excludedReason !== null);
    const { projectId: _project, promptSetDigest: _digest, ...shown } = row;
    return {
      ...shown,
      design: designSchema.parse(row.design),
      metrics: row.metrics && referenceMetricsSchema.parse(row.metrics),
      error: row.error ?? null,
      prompts: own.reduce((sum, count) => sum + count.count, 0),
      excludedPrompts: Object.fromEntries(excluded.map(count => [count.excludedReason!, count.count])),
    };
  });
}

export async function presentEvaluation(db: Db, row: EvaluationRow): Promise<Evaluation> {
  return (await presentEvaluations(db, [row]))[0]!;
}
