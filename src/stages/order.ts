/**
 * The order in which stages may import one another: a stage sees those before it, never those after it.
 * People meet the stages in another order (need, data, labeling, models, …); this one is only about imports.
 */
export const stageOrder = [
  'need',
  'models',
  'data',
  'labeling',
  'tuning',
  'evaluation',
  'serving',
  'monitoring',
  'feedback',
  'loop',
] as const;

export type Stage = (typeof stageOrder)[number];
