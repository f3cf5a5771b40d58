import type { StepKind } from '../../file/plan-steps.ts';
import type { CarryOut } from '../carry-out.ts';
import { carryOutBrief } from './brief.step.ts';
import { carryOutCleaning } from './cleaning.step.ts';
import { carryOutDataset } from './dataset.step.ts';
import { carryOutDeployment } from './deployment.step.ts';
import { carryOutEvaluation } from './evaluation.step.ts';
import { carryOutImport } from './import.step.ts';
import { carryOutRun } from './run.step.ts';
import { carryOutSource } from './source.step.ts';
import { carryOutVote } from './vote.step.ts';

/** How each kind of step is carried out. */
export const stepKinds: Record<StepKind, CarryOut> = {
  brief: carryOutBrief,
  source: carryOutSource,
  import: carryOutImport,
  cleaning: carryOutCleaning,
  dataset: carryOutDataset,
  run: carryOutRun,
  evaluation: carryOutEvaluation,
  deployment: carryOutDeployment,
  vote: carryOutVote,
};
