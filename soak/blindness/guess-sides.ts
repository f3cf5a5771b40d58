import { fairCoinP } from '#stages/evaluation/statistics/binomial-test.ts';
import type { FeatureRow } from './features.ts';
import { boostedGuesser, type Guesser, logisticGuesser } from './guesser.ts';

export type Example = { group: string; row: FeatureRow; tunedIsLeft: boolean };
export type Guess = { guesser: string; pairs: number; right: number; p: number };

/**
 * Learned on one half, guessed on the other, once: what is tested has taught nobody. Halves are made of whole runs of pairs,
 * so that what one block of sides says about itself is not learned from its own pairs; half of the tested are guessed
 * "left", for sides are balanced.
 */
export function guessSides(examples: readonly Example[]): Guess[] {
  const groups = [...new Set(examples.map(({ group }) => group))];
  const isTested = ({ group }: Example) => groups.indexOf(group) % 2 === 1;
  const [known, tested] = [examples.filter(example => !isTested(example)), examples.filter(isTested)];
  return [logisticGuesser, boostedGuesser].map(guesser => {
    const right = countRight(guesser, known, tested);
    return { guesser: guesser.name, pairs: tested.length, right, p: fairCoinP(right, tested.length) };
  });
}

function countRight(guesser: Guesser, known: readonly Example[], tested: readonly Example[]): number {
  const score = guesser.learn(
    known.map(({ row }) => row),
    known.map(({ tunedIsLeft }) => tunedIsLeft),
  );
  const scores = tested.map(({ row }) => score(row));
  const middle = [...scores].sort((a, b) => a - b)[Math.floor(scores.length / 2)]!;
  return tested.filter(({ tunedIsLeft }, i) => scores[i]! >= middle === tunedIsLeft).length;
}
