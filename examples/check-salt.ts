import { z } from 'zod';
import { findNearPairs, wordShingles } from './find-near-pairs.ts';
import type { ExampleRow, Pair } from './read-example.ts';

/** What the data stage should do with each row that was spoilt on purpose; the tests of that stage read it too. */
export const saltFile = z.record(
  z.string(),
  z.object({
    kind: z.string(),
    expected: z.enum(['reject', 'duplicate', 'dropped', 'set_aside', 'modified', 'flagged', 'kept']),
    /** Which kind of cleaning decides it; none where the import does, or nobody. */
    operator: z.string().optional(),
    /** The rows it is a copy or a contradiction of. */
    of: z.array(z.string()).optional(),
    /** What protects a near duplicate from being merged. */
    differs: z.enum(['number', 'negation', 'name']).optional(),
    note: z.string().optional(),
  }),
);

export type Salt = z.infer<typeof saltFile>;
type Entry = Salt[string];

/** Where the oracle and the files disagree: rows that do not exist, copies that are none. */
export function checkSalt(salt: Salt, rows: ExampleRow[]): string[] {
  const byKey = new Map(rows.map(row => [row.key, row]));
  return Object.entries(salt).flatMap(([key, entry]) => {
    const missing = [key, ...(entry.of ?? [])].filter(one => !byKey.has(one));
    if (missing.length > 0) return missing.map(one => `salt.json names ${one}, which no file holds`);
    const pair = byKey.get(key)!.pair;
    if (entry.expected === 'reject' && pair) return [`${key} should be a reject and can be read`];
    const wrong = (entry.of ?? [])
      .map(other => byKey.get(other)!.pair)
      .filter(other => !isKind(entry, pair, other));
    return wrong.map(() => `${key} is no ${entry.kind}`);
  });
}

function isKind(entry: Entry, pair: Pair | undefined, other: Pair | undefined): boolean {
  if (!pair || !other) return false;
  if (entry.kind === 'exact_duplicate') return textOf(pair) === textOf(other) && pair.label === other.label;
  if (entry.kind === 'normalised_duplicate')
    return textOf(pair) !== textOf(other) && letters(pair) === letters(other);
  if (entry.kind === 'contradiction') return pair.user === other.user && pair.assistant !== other.assistant;
  return letters(pair) !== letters(other) && similarity(pair, other) >= 0.6;
}

const textOf = ({ user, assistant }: Pair) => `${user}\n${assistant}`;
const letters = (pair: Pair) =>
  textOf(pair)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const similarity = (...pairs: Pair[]) =>
  findNearPairs(
    pairs.map(pair => wordShingles(textOf(pair))),
    0,
  )[0]?.similarity ?? 0;
