import type { StageWeb } from '#platform/ui/stage-web.ts';
import { evaluationWeb } from '#stages/evaluation/web/index.ts';
import { needWeb } from '#stages/need/web/index.ts';
import { tuningWeb } from '#stages/tuning/web/index.ts';

/** The rail in the order of a model's life. A stage without pages yet is a station that says so. */
export const stageNames = [
  'need',
  'data',
  'labeling',
  'models',
  'tuning',
  'evaluation',
  'serving',
  'monitoring',
  'feedback',
] as const;
export type StageName = (typeof stageNames)[number] | 'loop';

/** Every stage's part of the web application. */
export const stages: readonly StageWeb[] = [needWeb, tuningWeb, evaluationWeb];

export const findStage = (name: string): StageWeb | undefined => stages.find(stage => stage.name === name);
