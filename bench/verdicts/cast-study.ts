import type { ClusteredScore } from '#stages/evaluation/statistics/cluster-interval.ts';
import type { Random } from '../seeded-random.ts';

/** A rater's own habits; `rate` is the support that they give when both orders come equally often. */
export type SimulatedRater = { name: string; rate: number; ties: number; leftHabit: number };

export type SimulatedVote = ClusteredScore & { voter: SimulatedRater };

/**
 * Votes of a whole study in the order in which they are given. Sides come in blocks of two and two per rater; what
 * a prompt's raters see alike is shared by them, so that repeated prompts cluster.
 */
export function castStudy(
  schedule: readonly SimulatedRater[],
  { votesPerPrompt, likeness }: { votesPerPrompt: number; likeness: number },
  random: Random,
): SimulatedVote[] {
  const sides = new Map<string, boolean[]>();
  const seen = new Map<string, number>();
  const prompts = new Map<number, number>();
  return schedule.map((voter, index) => {
    const prompt = votesPerPrompt === 1 ? index : nextPrompt(seen, voter, schedule.length / votesPerPrompt);
    if (!prompts.has(prompt)) prompts.set(prompt, random());
    const shared = prompts.get(prompt)!;
    const taste = votesPerPrompt > 1 && random() < likeness ? shared : random();
    const isLeft = nextSide(sides, voter, random);
    return { voter, rater: voter.name, prompt: `p${prompt}`, score: choose(voter, isLeft, taste, random) };
  });
}

/** Raters of one prompt are those who come to it in their own order. */
function nextPrompt(seen: Map<string, number>, voter: SimulatedRater, prompts: number): number {
  const before = seen.get(voter.name) ?? 0;
  seen.set(voter.name, before + 1);
  return (before + Math.floor(offsetOf(voter.name) * prompts)) % Math.max(1, Math.round(prompts));
}

/** So that unequal raters do not all meet the same first prompts. */
const offsetOf = (name: string): number => (Number(name.slice(1)) * 0.381966) % 1;

function nextSide(sides: Map<string, boolean[]>, voter: SimulatedRater, random: Random): boolean {
  const left = sides.get(voter.name) ?? [];
  if (left.length === 0) left.push(...shuffled([true, true, false, false], random));
  sides.set(voter.name, left);
  return left.pop()!;
}

/** With sides in balance the expected score is `voter.rate`: the habit gives one half, the rest is set to make up for it. */
function choose(voter: SimulatedRater, candidateIsLeft: boolean, taste: number, random: Random): number {
  if (random() < voter.leftHabit) return candidateIsLeft ? 1 : 0;
  const wanted = (voter.rate - voter.leftHabit / 2) / (1 - voter.leftHabit);
  const tie = voter.ties * 2 * Math.min(wanted, 1 - wanted);
  const win = wanted - tie / 2;
  if (taste < win) return 1;
  return taste < win + tie ? 0.5 : 0;
}

function shuffled<Item>(items: Item[], random: Random): Item[] {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

/** Equal shares mixed at random, or one after another with twice as many votes from the first. */
export function scheduleRaters(
  raters: readonly SimulatedRater[],
  votes: number,
  isUneven: boolean,
  random: Random,
): SimulatedRater[] {
  const order = isUneven ? [raters[0]!, ...raters] : raters;
  const share = Math.floor(votes / order.length);
  const blocks = order.flatMap((rater, i) =>
    Array.from({ length: share + (i < votes % order.length ? 1 : 0) }, () => rater),
  );
  return isUneven ? blocks : shuffled(blocks, random);
}
