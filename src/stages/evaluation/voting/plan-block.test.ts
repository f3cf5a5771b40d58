import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GivenSlot, type PlannedSlot, planBlock, type PromptUse } from './plan-block.ts';
import { seededRandom } from '../statistics/seeded-random.ts';

describe('the slot plan', () => {
  it('gives each rater two and two in every block, and each prompt both orders', () => {
    const study = startStudy(96, 'seed');
    for (const rater of ['a', 'b', 'c']) while (study.nextBlock(rater).length > 0);
    for (const rater of ['a', 'b', 'c']) {
      const own = study.firstTime(rater);
      expect(own).toHaveLength(96);
      expect(own.filter(slot => slot.candidateSide === 'left')).toHaveLength(48);
    }
    for (const use of study.uses()) expect([use.left, use.right].sort()).toEqual([1, 2]);
  });

  it('stays balanced per prompt however raters come and go', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 }),
        fc.string(),
        (prompts, turns, seed) => {
          const study = startStudy(prompts, seed);
          for (const rater of turns) {
            const block = study.nextBlock(rater).filter(slot => slot.kind === 'vote');
            const left = block.filter(slot => slot.candidateSide === 'left').length;
            expect(left).toBeLessThanOrEqual(2);
            expect(block.length - left).toBeLessThanOrEqual(2);
          }
          for (const use of study.uses()) expect(Math.abs(use.left - use.right)).toBeLessThanOrEqual(1);
          for (const rater of turns) {
            const own = study.firstTime(rater).map(slot => slot.promptId);
            expect(new Set(own).size).toBe(own.length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('brings 5 to 10 % back once each, in swapped order', () => {
    const study = startStudy(96, 'repeats');
    while (study.nextBlock('a').length > 0);
    const all = study.slotsOf('a');
    const repeats = all.filter(slot => slot.kind === 'repeat');
    expect(repeats.length / all.length).toBeGreaterThan(0.05);
    expect(repeats.length / all.length).toBeLessThan(0.1);
    expect(new Set(repeats.map(slot => slot.promptId)).size).toBe(repeats.length);
    for (const repeat of repeats) {
      const first = all.find(slot => slot.promptId === repeat.promptId && slot.kind === 'vote')!;
      expect(first.candidateSide).not.toBe(repeat.candidateSide);
    }
  });

  it('is the same for the same seed', () => {
    const [one, other] = [startStudy(20, 'x'), startStudy(20, 'x')];
    expect(one.nextBlock('a')).toEqual(other.nextBlock('a'));
  });
});

function startStudy(prompts: number, seed: string) {
  const random = seededRandom(seed);
  const slots = new Map<string, PlannedSlot[]>();
  const slotsOf = (rater: string) => slots.get(rater) ?? [];
  const firstTime = (rater: string) => slotsOf(rater).filter(slot => slot.kind === 'vote');
  const uses = () => Array.from({ length: prompts }, (_, i) => countUse(`p${i}`, [...slots.values()].flat()));
  const nextBlock = (rater: string) => {
    const own = new Set(firstTime(rater).map(slot => slot.promptId));
    const block = planBlock({
      unseen: uses().filter(use => !own.has(use.promptId)),
      blockNumber: Math.floor(own.size / 4) + 1,
      repeatable: listRepeatable(slotsOf(rater)),
      random,
    });
    slots.set(rater, [...slotsOf(rater), ...block]);
    return block;
  };
  return { nextBlock, slotsOf, firstTime, uses };
}

function countUse(promptId: string, slots: readonly PlannedSlot[]): PromptUse {
  const given = slots.filter(slot => slot.promptId === promptId && slot.kind === 'vote');
  const left = given.filter(slot => slot.candidateSide === 'left').length;
  return { promptId, left, right: given.length - left };
}

function listRepeatable(slots: readonly PlannedSlot[]): GivenSlot[] {
  const repeated = new Set(slots.filter(slot => slot.kind === 'repeat').map(slot => slot.promptId));
  return slots.filter(slot => slot.kind === 'vote' && !repeated.has(slot.promptId));
}
