import type { StageName } from '../../stages.ts';

/** `G`, then the letter. No two alike; the first letter where it is free. */
export const stageLetters: Record<StageName, string> = {
  need: 'n',
  data: 'd',
  labeling: 'l',
  models: 'm',
  tuning: 't',
  evaluation: 'e',
  serving: 's',
  monitoring: 'i',
  feedback: 'f',
  loop: 'o',
};

/** Outside of a project. */
export const otherLetters = { queue: 'q', projects: 'p' } as const;
