import type { ColumnType, Generated } from 'kysely';
import { sqlMigration } from '#platform/database/migrate.ts';
import type { Recipe } from '../runs/recipe.ts';

type JsonOnce<T> = ColumnType<T, string, never>;

export type FilePurpose = 'fine-tune' | 'fine-tune-results';

/** What came through `POST /v1/files`, and what jobs left to be read there. */
export type FineTuningFileTable = {
  id: string;
  projectId: string;
  purpose: FilePurpose;
  fileName: string;
  digest: string;
  sizeBytes: number;
  /** What its rows came into the project by; of results none. */
  importId: string | null;
  /** Whose results they are. */
  jobId: string | null;
  createdBy: string;
  createdAt: Generated<Date>;
  deletedAt: ColumnType<Date | null, never, Date>;
};

/** `tuning`: there is a run, and the run says how it goes. */
export type FineTuningState = 'validating' | 'tuning' | 'failed' | 'cancelled';

export type JobFailure = { code: string; message: string; param: string | null };

export type FineTuningJobTable = {
  id: string;
  projectId: string;
  state: FineTuningState;
  /** The base as the client named it. */
  model: string;
  baseModelId: string;
  trainingFileId: string;
  validationFileId: string | null;
  /** Whole: what the hyperparameters came to. */
  recipe: JsonOnce<Recipe>;
  runName: string;
  priority: number;
  force: boolean;
  metadata: ColumnType<Record<string, string> | null, string | null, never>;
  datasetVersionId: ColumnType<string | null, never, string>;
  runId: ColumnType<string | null, never, string>;
  error: ColumnType<JobFailure | null, never, string | null>;
  createdBy: string;
  createdAt: Generated<Date>;
  /** Of a job that ended without a run. */
  endedAt: ColumnType<Date | null, never, Date>;
};

/** What is told of a job beside what its engine says. */
export type FineTuningEventTable = {
  jobId: string;
  n: number;
  at: Date;
  level: 'info' | 'warn' | 'error';
  message: string;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    fineTuningFile: FineTuningFileTable;
    fineTuningJob: FineTuningJobTable;
    fineTuningEvent: FineTuningEventTable;
  }
}

export const createFineTuning = sqlMigration(`
  create table fine_tuning_file (
    id uuid primary key, project_id uuid not null references project on delete cascade,
    purpose text not null check (purpose in ('fine-tune','fine-tune-results')), file_name text not null, digest text not null,
    size_bytes bigint not null, import_id uuid references import_batch, job_id uuid unique, created_by text not null,
    created_at timestamptz not null default now(), deleted_at timestamptz,
    check ((purpose = 'fine-tune') = (import_id is not null)), check ((purpose = 'fine-tune') = (job_id is null)));
  create index on fine_tuning_file (project_id, id);
  create table fine_tuning_job (
    id uuid primary key, project_id uuid not null references project on delete cascade,
    state text not null check (state in ('validating','tuning','failed','cancelled')),
    model text not null, base_model_id uuid not null references base_model,
    training_file_id uuid not null references fine_tuning_file, validation_file_id uuid references fine_tuning_file,
    recipe jsonb not null, run_name text not null, priority int not null, force boolean not null, metadata jsonb,
    dataset_version_id uuid references dataset_version, run_id uuid unique references run on delete cascade, error jsonb,
    created_by text not null, created_at timestamptz not null default now(), ended_at timestamptz,
    check ((state = 'tuning') = (run_id is not null)));
  create index on fine_tuning_job (project_id, id);
  create index on fine_tuning_job (id) where state = 'validating';
  create table fine_tuning_event (
    job_id uuid not null references fine_tuning_job on delete cascade, n int not null, at timestamptz not null,
    level text not null, message text not null, primary key (job_id, n));
`);
