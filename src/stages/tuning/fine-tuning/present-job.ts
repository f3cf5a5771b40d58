import type { Actor } from '#platform/auth/actor.ts';
import { modelPrefix, type VisibleProject } from '#platform/auth/visible-projects.ts';
import { openAiId } from '#platform/http/openai-id.ts';
import type { RunState } from '../tuning.tables.ts';
import type { OpenAiJob } from './job.contract.ts';
import type { JobRow } from './job.queries.ts';
import { toSeconds } from './openai-list.ts';
import { hyperparametersOf } from './recipe-of-job.ts';

export type Onlooker = { project: VisibleProject; actor: Actor; nowMs: number };

/** A job as OpenAI's clients know it: its own state until there is a run, then the run's. */
export function presentJob(job: JobRow, { project, actor, nowMs }: Onlooker): OpenAiJob {
  const fileId = (id: string) => openAiId('file', id);
  const status = statusOf(job);
  const { beta, ...usual } = hyperparametersOf(job.recipe);
  const hyperparameters = { ...usual, ...(beta !== undefined && { beta }) };
  const etaS = status === 'running' ? job.progress?.etaS : null;
  const endedAt = job.endedAt ?? job.runEndedAt;
  const isOver = ['succeeded', 'failed', 'cancelled'].includes(status);
  return {
    id: openAiId('ftjob', job.id),
    object: 'fine_tuning.job',
    created_at: toSeconds(job.createdAt),
    finished_at: isOver && endedAt ? toSeconds(endedAt) : null,
    estimated_finish: typeof etaS === 'number' ? Math.round(nowMs / 1000 + etaS) : null,
    status,
    model: job.model,
    fine_tuned_model: job.versionName && modelPrefix(actor, project) + job.versionName,
    organization_id: project.slug,
    training_file: fileId(job.trainingFileId),
    validation_file: job.validationFileId && fileId(job.validationFileId),
    result_files: job.resultsFileId ? [fileId(job.resultsFileId)] : [],
    trained_tokens: job.trainedTokens,
    hyperparameters: usual,
    method:
      job.recipe.objective === 'dpo'
        ? { type: 'dpo', dpo: { hyperparameters } }
        : { type: 'supervised', supervised: { hyperparameters } },
    seed: job.recipe.seed,
    integrations: null,
    metadata: job.metadata,
    error: failureOf(job, status),
    attune: { run: job.runNumber, dataset_version: job.datasetVersionId },
  };
}

function statusOf({ state, runState }: JobRow): OpenAiJob['status'] {
  if (state === 'validating') return 'validating_files';
  return state === 'tuning' ? statusOfRun[runState!] : state;
}

/** A run that is about to be cancelled can end in no other way. */
const statusOfRun: Record<RunState, OpenAiJob['status']> = {
  queued: 'queued',
  starting: 'running',
  running: 'running',
  pausing: 'pausing',
  paused: 'paused',
  cancelling: 'cancelled',
  cancelled: 'cancelled',
  failed: 'failed',
  done: 'succeeded',
};

function failureOf({ error, runError }: JobRow, status: OpenAiJob['status']): OpenAiJob['error'] {
  if (status !== 'failed') return null;
  if (error) return error;
  const { code, message, remedy } = runError as { code: string; message: string; remedy?: string };
  return { code, message: remedy ? `${message} ${remedy}` : message, param: null };
}
