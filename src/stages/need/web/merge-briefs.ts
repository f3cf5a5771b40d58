import type { BriefBody } from '../brief.contract.ts';

/** What two people can write apart from each other: every field of the document, and every answer of readiness. */
export const briefFields = ['reason', 'problem', 'target', 'limits', 'metrics'] as const;
export const readinessFields = [
  'zeroShot',
  'fewShot',
  'chainOfThought',
  'retrieval',
  'decomposed',
  'goodRows',
  'nextBasePlan',
] as const;
export type BriefField = (typeof briefFields)[number] | (typeof readinessFields)[number];

const allFields: readonly BriefField[] = [...briefFields, ...readinessFields];
const isReadiness = (field: BriefField): field is (typeof readinessFields)[number] =>
  readinessFields.some(each => each === field);

export const fieldOf = (brief: BriefBody, field: BriefField): unknown =>
  isReadiness(field) ? brief.readiness[field] : brief[field];

export const withField = (brief: BriefBody, field: BriefField, value: unknown): BriefBody =>
  isReadiness(field)
    ? { ...brief, readiness: { ...brief.readiness, [field]: value } }
    : { ...brief, [field]: value };

/**
 * Two versions that began with the same one. A field that one of them changed is taken from there; fields that both changed
 * stay as in `mine` and are named: a person chooses.
 */
export function mergeBriefs(
  base: BriefBody,
  mine: BriefBody,
  theirs: BriefBody,
): { merged: BriefBody; both: BriefField[] } {
  const both: BriefField[] = [];
  let merged = mine;
  for (const field of allFields) {
    if (isSame(theirs, base, field) || isSame(mine, theirs, field)) continue;
    if (isSame(mine, base, field)) merged = withField(merged, field, fieldOf(theirs, field));
    else both.push(field);
  }
  return { merged, both };
}

const isSame = (a: BriefBody, b: BriefBody, field: BriefField): boolean =>
  JSON.stringify(fieldOf(a, field)) === JSON.stringify(fieldOf(b, field));
