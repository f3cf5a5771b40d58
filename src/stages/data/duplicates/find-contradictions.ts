import type { Preference } from '../records/payload.ts';
import { findNearDuplicates } from './find-near-duplicates.ts';
import { jaccard } from './jaccard.ts';
import { normalisedKey } from './normalise.ts';
import { protectedDifference } from './protected-difference.ts';
import { findRoot } from './union-find.ts';

export type Exchange = {
  question: string;
  answer: string;
  label: string | null;
  preference?: Preference | undefined;
};

/** Rows that ask the same and answer differently. `questionSimilarity` is that of each question with the first. */
export type Contradiction = {
  rows: { row: number; questionSimilarity: number }[];
  because: 'answer' | 'label' | 'preference';
};

/** Most rows of one group of questions that are compared with each other. */
const groupLimit = 50;

/**
 * Answers that cannot both be right: the same or nearly the same question, and answers that differ in a number or
 * in a negation, rows with different labels, or preferences the other way round. Two good answers in other words are no
 * contradiction.
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
  const { question, label } = rows[first]!;
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
      asked.filter(({ row }) => contradicts(wanted(rows[first]!), wanted(rows[row]!))),
    ),
    ...finding(
      'preference',
      asked.filter(({ row }) => prefersOtherwise(rows[first]!, rows[row]!)),
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

/** What the row says is a good answer. */
const wanted = ({ answer, preference }: Exchange) =>
  preference && 'desirable' in preference && !preference.desirable ? '' : answer;

/** The same two answers preferred the other way round, or the same answer wanted and not wanted. */
export function prefersOtherwise(one: Exchange, other: Exchange): boolean {
  const [left, right] = [one.preference, other.preference];
  if (!left || !right) return false;
  const isSame = (a: string, b: string) => normalisedKey(a) === normalisedKey(b);
  if ('rejected' in left)
    return 'rejected' in right && isSame(one.answer, right.rejected) && isSame(left.rejected, other.answer);
  return 'desirable' in right && left.desirable !== right.desirable && isSame(one.answer, other.answer);
}

function contradicts(left: string, right: string): boolean {
  if (left === '' || right === '' || normalisedKey(left) === normalisedKey(right)) return false;
  const difference = protectedDifference(left, right);
  return difference === 'number' || difference === 'negation';
}
