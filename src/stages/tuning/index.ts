import type { Services } from '#platform/http/services.ts';
import type { AnyJob } from '#platform/jobs/jobs.ts';
import { prepareJob } from './fine-tuning/prepare-job.job.ts';
import { runContract } from './runs/run.contract.ts';
import { runRouter } from './runs/run.routes.ts';
import { runTrainingJob } from './training/run-training.job.ts';

export { createFineTuningDoor } from './fine-tuning/create-fine-tuning-door.ts';
export { recoverJobs } from './fine-tuning/recover-jobs.ts';
export { tuningCommands } from './cli.ts';
export type { Run } from './runs/run.contract.ts';
export { type Scores, scoreRows, type ScoreWish } from './scoring/score-rows.ts';
export { recoverRuns } from './training/run-training.job.ts';
export { tuningMigrations } from './tuning.tables.ts';

export const tuningContract = { runs: runContract };
export const tuningRouter = { runs: runRouter };
export const tuningJobs: readonly AnyJob<Services>[] = [runTrainingJob, prepareJob];
