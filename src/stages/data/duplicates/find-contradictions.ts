import { findNearDuplicates } from './find-near-duplicates.ts';
import { jaccard } from './jaccard.ts';
import { normalisedKey } from './normalise.ts';
import { protectedDifference } from './protected-difference.ts';
import { findRoot } from './union-find.ts';

export type Exchange = { question: string; answer: string; label: string | null };

/** Rows that ask the same and answer differently. `questionSimilarity` is that of each question with the first. */
export type Contradiction = {
  rows: { row: number; questionSimilarity: number }[];
  because: 'answer' | 'label';
};

/** Most rows of one group of questions that are compared with each other. */
const groupLimit = 50;

/**
 * Answers that cannot both be right: the same or nearly the same question, and answers that differ in a number or
 * in a negation, or rows with different labels. Two good answers in other words are no contradiction.
 */
export function findContradictions(rows: Exchange[], questionSimilarity: number): Contradiction[] {
  const questions = rows.map(({ question }) => question);
  const { connected } = findNearDuplicates(questions, questionSimilarity);
  const groups = Map.groupBy(rows.keys(), row => findRoot(connected, row));
  return [...groups.values()].flatMap(group =>
    group.length > 1 ? contradictionsIn(group.slice(0, groupLimit), rows, questionSimilarity) : [],
  );
}

function contradictionsIn(group: number[], rows: Exchange[], atLeast: number): Contradiction[] {
  const [first, ...others] = group;
  if (first === undefined || others.length === 0) return [];
  const { question, answer, label } = rows[first]!;
  const asked = others
    .map(row => ({ row, questionSimilarity: jaccard(question, rows[row]!.question) }))
    .filter(
      one => one.questionSimilarity >= atLeast && !protectedDifference(question, rows[one.row]!.question),
    );
  const start = { row: first, questionSimilarity: 1 };
  const finding = (because: Contradiction['because'], against: typeof asked) =>
    against.length > 0 ? [{ because, rows: [start, ...against] }] : [];
  return [
    ...finding(
      'answer',
      asked.filter(({ row }) => contradicts(answer, rows[row]!.answer)),
    ),
    ...finding(
      'label',
      asked.filter(({ row }) => isOther(label, rows[row]!.label)),
    ),
    ...contradictionsIn(
      others.filter(row => !asked.some(one => one.row === row)),
      rows,
      atLeast,
    ),
  ];
}

const isOther = (left: string | null, right: string | null) =>
  left !== null && right !== null && left !== right;

function contradicts(left: string, right: string): boolean {
  if (normalisedKey(left) === normalisedKey(right)) return false;
  const difference = protectedDifference(left, right);
  return difference === 'number' || difference === 'negation';
}
