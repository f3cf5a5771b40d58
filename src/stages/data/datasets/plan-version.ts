import { promptTextOf } from '../records/payload.ts';
import type { DatasetRecipe } from './dataset.contract.ts';
import { defaultRatios, type Ratios, type Split } from './assign-split.ts';
import type { ReservedQuestions } from './reserved-questions.ts';
import type { SelectedRow } from './select-rows.queries.ts';
import { splitRows } from './split-rows.ts';

export type PlannedRow = SelectedRow & { split: Split; groupKey: string };
export type Offender = {
  recordId: string;
  reservedRecordId: string;
  datasetVersionId: string;
  by: 'same_question' | 'near_question';
};
export type VersionPlan = { rows: PlannedRow[]; offenders: Offender[] };

/** What a version would hold: each row in its split, and the rows that may not be trained on. */
export function planVersion(
  rows: SelectedRow[],
  groups: ArrayLike<number>,
  recipe: DatasetRecipe,
  earlier: ReadonlyMap<string, Split>,
  reserved: ReservedQuestions,
): VersionPlan {
  const ratios = ratiosOf(recipe, rows.length);
  const placed = splitRows(
    rows.map(({ inputHash }, at) => ({ inputHash, group: groups[at]! })),
    recipe.seed,
    ratios,
    earlier,
  );
  const planned = rows.map((row, at) => ({ ...row, ...placed[at]! }));
  const offenders = planned.flatMap(row => offenderOf(row, reserved) ?? []);
  if (recipe.reserved === 'fail') return { rows: planned, offenders };
  const excluded = new Set(offenders.map(({ recordId }) => recordId));
  return { rows: planned.filter(({ recordId }) => !excluded.has(recordId)), offenders: [] };
}

/** Files that somebody divided themselves are not divided again. */
function ratiosOf({ imports, split }: DatasetRecipe, rows: number): Ratios {
  if (imports) return { train: 1, validation: 0, test: 0 };
  return split ? toShares(split) : defaultRatios(rows);
}

function toShares({ train, validation, test }: Ratios): Ratios {
  const total = train + validation + test;
  return { train: train / total, validation: validation / total, test: test / total };
}

/** Rows of the test split may well be reserved: by an earlier version, to be tested on again. */
function offenderOf(
  { split, recordId, inputHash, payload }: PlannedRow,
  reserved: ReservedQuestions,
): Offender | undefined {
  const match = split === 'test' ? undefined : reserved.find(inputHash, promptTextOf(payload));
  if (!match) return undefined;
  return {
    recordId,
    reservedRecordId: match.recordId,
    datasetVersionId: match.datasetVersionId,
    by: match.by,
  };
}
