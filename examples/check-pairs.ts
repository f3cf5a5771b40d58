import { findNearPairs, type NearPair } from './find-near-pairs.ts';
import { findSharedSentences } from './find-shared-sentences.ts';
import type { ExampleRow, Pair } from './read-example.ts';

/** What one example holds apart from its salt, and everything that is wrong with it. */
export type ExampleReport = {
  pairs: number;
  intents: number;
  salted: number;
  closest: number;
  problems: string[];
};

/** What the pairs of one example must satisfy: how many, how answered, and compared by which shingles. */
export type PairRules = {
  pairs: number;
  intents: number;
  /** Free of what belongs into the salt: markup, addresses, long numbers, other scripts. */
  isQuestion: (text: string) => boolean;
  isAnswer: (text: string) => boolean;
  shingles: (text: string) => Set<string>;
};

const tooSimilar = 0.6;

/** Rows outside the salt must be clean: whatever is odd about one of them is salt that nobody wrote down. */
export function checkPairs(rows: ExampleRow[], rules: PairRules): ExampleReport {
  const read = rows.filter((row): row is ReadRow => row.pair !== undefined);
  const unread = rows
    .filter(({ pair }) => !pair)
    .map(({ key }) => `${key} cannot be read and is not in the salt`);
  const intents = new Set(read.map(({ pair }) => pair.label)).size;
  const near = findNearPairs(
    read.map(({ pair }) => rules.shingles(`${pair.user}\n${pair.assistant}`)),
    0,
  );
  const problems = [
    ...unread,
    ...(read.length < rules.pairs ? [`${read.length} pairs, ${rules.pairs} are needed`] : []),
    ...(intents < rules.intents ? [`${intents} intents, ${rules.intents} are needed`] : []),
    ...oddPairs(read, rules),
    ...sharedSentences(read),
    ...nearPairs(read, near),
  ];
  return { pairs: read.length, intents, salted: 0, closest: near[0]?.similarity ?? 0, problems };
}

type ReadRow = ExampleRow & { pair: Pair };

function oddPairs(rows: ReadRow[], { isQuestion, isAnswer }: PairRules): string[] {
  const asked = rows.filter(({ pair }) => !isQuestion(pair.user));
  const answered = rows.filter(({ pair }) => !isAnswer(pair.assistant));
  return [
    ...asked.map(({ key }) => `${key} asks with something that belongs into the salt`),
    ...answered.map(({ key }) => `${key} is not answered in the house voice and length`),
  ];
}

function sharedSentences(rows: ReadRow[]): string[] {
  const shared = findSharedSentences(rows.map(({ pair }) => pair.assistant));
  return shared.map(
    ({ sentence, texts }) => `${texts.map(at => rows[at]!.key).join(', ')} share "${sentence}"`,
  );
}

function nearPairs(rows: ReadRow[], near: NearPair[]): string[] {
  const alike = near.filter(({ similarity }) => similarity >= tooSimilar);
  return alike.map(
    ({ first, second, similarity }) =>
      `${rows[first]!.key} and ${rows[second]!.key} are ${similarity.toFixed(2)} alike`,
  );
}
