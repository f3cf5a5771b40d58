import type { StageWeb, Twin } from '#platform/ui/stage-web.ts';
import { dataWeb } from '#stages/data/web/index.ts';
import { evaluationWeb } from '#stages/evaluation/web/index.ts';
import { feedbackWeb } from '#stages/feedback/web/index.ts';
import { loopWeb } from '#stages/loop/web/index.ts';
import { modelsWeb } from '#stages/models/web/index.ts';
import { needWeb } from '#stages/need/web/index.ts';
import { servingWeb } from '#stages/serving/web/index.ts';
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
export const stages: readonly StageWeb[] = [
  needWeb,
  dataWeb,
  modelsWeb,
  tuningWeb,
  evaluationWeb,
  servingWeb,
  feedbackWeb,
  loopWeb,
];

export const findStage = (name: string): StageWeb | undefined => stages.find(stage => stage.name === name);

/** The page of an object by its kind in lineage, below the project's address. */
export function addressOf(project: string, kind: string, id: string): string | undefined {
  for (const stage of stages) {
    const address = stage.addresses?.[kind];
    if (address) return `/p/${project}/${address(id)}`;
  }
  return undefined;
}

/** How an object is read at the terminal and over HTTP. */
export function twinOf(kind: string, id: string): Twin | undefined {
  for (const stage of stages) {
    const twin = stage.twins?.[kind];
    if (twin) return twin(id);
  }
  return undefined;
}
