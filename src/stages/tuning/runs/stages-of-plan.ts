import type { PlanName, StageWish } from './training-plan.ts';

/**
 * What a plan's name says for so many epochs in all. A ladder thaws the layers from above; a curriculum widens to harder
 * rows (1/3 + 2/3 + all of them, each for half of the epochs); from general to specific goes through the data sets in order.
 */
export function stagesOf(plan: PlanName, epochs: number, dataSets: readonly string[]): StageWish[] {
  switch (plan) {
    case 'unfreeze_ladder':
      return [
        { upper_share: 0.25, epochs: epochs / 4 },
        { upper_share: 0.5, epochs: epochs / 4 },
        { epochs: epochs / 2 },
      ];
    case 'curriculum_easy_to_hard':
      return [
        { rows: { easier_than: 0.33 }, epochs: epochs / 2 },
        { rows: { easier_than: 0.67 }, epochs: epochs / 2 },
        { epochs: epochs / 2 },
      ];
    case 'general_to_specific':
      return dataSets.map(name => ({ name, rows: { tasks: [name] }, epochs }));
  }
}
