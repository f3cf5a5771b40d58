import { type Random, shuffle } from '../statistics/seeded-random.ts';

export type Side = 'left' | 'right';

/** How often a prompt has been given out with the candidate on either side, over all raters. */
export type PromptUse = { promptId: string; left: number; right: number };

export type GivenSlot = { promptId: string; candidateSide: Side };

export type PlannedSlot = GivenSlot & { kind: 'vote' | 'repeat' };

export type BlockRequest = {
  /** Prompts that this rater has not seen. */
  unseen: readonly PromptUse[];
  /** Which block of this rater it is, from 1. */
  blockNumber: number;
  /** What this rater has voted on and has not met twice: what may come back. */
  repeatable: readonly GivenSlot[];
  random: Random;
};

const blockSize = 4;
const blocksPerRepeat = 3;

/** So many new prompts, then one repeated: 1 in 13, 7.7 %. */
export const newPromptsPerRepeat = blockSize * blocksPerRepeat;

/**
 * The next block of one rater: four new prompts, the candidate twice on each side, least asked prompts first. A prompt
 * that was given out more often with the candidate on one side must now take the other, so k raters see both orders
 * floor(k/2) and ceil(k/2) times; where only prompts owing the same side remain, the block is shorter. After every
 * third block one earlier prompt comes back in swapped order (1 in 13): a repeat measures attention, never enters N.
 * Permuted blocks of loop.md 2.6.
 */
export function planBlock({ unseen, blockNumber, repeatable, random }: BlockRequest): PlannedSlot[] {
  const slots = assignSides(choosePrompts(unseen, random), random);
  if (slots.length === 0 || blockNumber % blocksPerRepeat !== 0 || repeatable.length === 0) return slots;
  const again = repeatable[Math.floor(random() * repeatable.length)]!;
  return [
    ...slots,
    { promptId: again.promptId, candidateSide: opposite(again.candidateSide), kind: 'repeat' },
  ];
}

/** How many repeats come with so many new prompts. */
export function countPlannedRepeats(prompts: number): number {
  return Math.floor(Math.ceil(prompts / blockSize) / blocksPerRepeat);
}

function opposite(side: Side): Side {
  return side === 'left' ? 'right' : 'left';
}

type Choice = { promptId: string; owed: Side | undefined };

/** At most half a block may owe the same side; a prompt that owes nothing always fits. */
function choosePrompts(unseen: readonly PromptUse[], random: Random): Choice[] {
  const asked = (prompt: PromptUse) => prompt.left + prompt.right;
  const chosen: Choice[] = [];
  for (const prompt of shuffle(unseen, random).sort((a, b) => asked(a) - asked(b))) {
    if (chosen.length === blockSize) break;
    const owed = owedSide(prompt);
    const isFull = owed && chosen.filter(choice => choice.owed === owed).length === blockSize / 2;
    if (!isFull) chosen.push({ promptId: prompt.promptId, owed });
  }
  return chosen;
}

function owedSide({ left, right }: PromptUse): Side | undefined {
  if (left === right) return undefined;
  return left < right ? 'left' : 'right';
}

function assignSides(chosen: readonly Choice[], random: Random): PlannedSlot[] {
  const sides: Side[] = ['left', 'left', 'right', 'right'];
  for (const { owed } of chosen) if (owed) sides.splice(sides.indexOf(owed), 1);
  const free = shuffle(sides, random);
  const slots = chosen.map(({ promptId, owed }) => ({
    promptId,
    candidateSide: owed ?? free.pop()!,
    kind: 'vote' as const,
  }));
  return shuffle(slots, random);
}
