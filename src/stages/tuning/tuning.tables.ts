import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';
import { createFineTuning } from './fine-tuning/fine-tuning.tables.ts';

export type RunState =
  'queued' | 'starting' | 'running' | 'pausing' | 'paused' | 'cancelling' | 'cancelled' | 'failed' | 'done';

export type RunProgress = {
  step: number;
  stepsPlanned: number;
  epoch: number;
  loss: number | null;
  validationLoss: number | null;
  learningRate: number | null;
  tokensPerS: number | null;
  etaS: number | null;
  memoryBytes: number | null;
  /** Rows that the untrained model has been asked about, before the first step of a preference objective. */
  reference?: { done: number; total: number };
};

export type RunTable = {
  id: string;
  projectId: string;
  number: number;
  name: string;
  state: RunState;
  priority: Generated<number>;
  datasetVersionId: string;
  baseModelId: string;
  /** Frozen: the whole run.json less its paths. */
  config: ColumnType<Record<string, unknown>, string, never>;
  versions: ColumnType<Record<string, unknown>, string, string>;
  /** What rows without a system message are trained with, and what the model version will be asked with. */
  systemPrompt: string;
  /** Folder below the data directory. */
  directory: string;
  /** Last event of the engine that is in `run_event`. */
  eventSeq: Generated<number>;
  progress: ColumnType<RunProgress | null, string | null, string | null>;
  preflight: ColumnType<unknown, string | null, string | null>;
  error: ColumnType<unknown, string | null, string | null>;
  modelVersionId: string | null;
  version: Generated<number>;
  createdBy: string;
  createdAt: Generated<Date>;
  startedAt: Date | null;
  endedAt: Date | null;
};

export type RunEventTable = {
  runId: string;
  seq: number;
  type: string;
  at: Date;
  payload: ColumnType<Record<string, unknown>, string, never>;
};

export type RunCheckpointTable = {
  runId: string;
  step: number;
  path: string;
  digest: string;
  sizeBytes: number;
  best: boolean;
  createdAt: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    run: RunTable;
    runEvent: RunEventTable;
    runCheckpoint: RunCheckpointTable;
  }
}

export const tuningMigrations: Migrations = {
  '0006_tuning': sqlMigration(`
    create table run (
      id uuid primary key, project_id uuid not null references project on delete cascade, number int not null,
      name text not null, state text not null, priority int not null default 0,
      dataset_version_id uuid not null references dataset_version, base_model_id uuid not null references base_model,
      config jsonb not null, versions jsonb not null default '{}', system_prompt text not null, directory text not null, event_seq int not null default 0,
      progress jsonb, preflight jsonb, error jsonb, model_version_id uuid, version int not null default 1,
      created_by text not null, created_at timestamptz not null default now(), started_at timestamptz,
      ended_at timestamptz, unique (project_id, number));
    create table run_event (
      run_id uuid not null references run on delete cascade, seq int not null, type text not null,
      at timestamptz not null, payload jsonb not null, primary key (run_id, seq));
    create table run_checkpoint (
      run_id uuid not null references run on delete cascade, step int not null, path text not null, digest text not null,
      size_bytes bigint not null, best boolean not null, created_at timestamptz not null default now(),
      primary key (run_id, step));
    create index on run (state) where state not in ('done', 'failed', 'cancelled');
  `),
  '0020_fine_tuning': createFineTuning,
};
