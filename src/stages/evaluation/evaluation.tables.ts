import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';

type Json<T> = ColumnType<T, string, string>;
type JsonOnce<T> = ColumnType<T, string, never>;

export type EvaluationState = 'preparing' | 'generating' | 'open' | 'closed' | 'failed';
export type Arm = 'baseline' | 'candidate';

/** One pre-registered comparison: what, on which prompts, how many votes, which rules. Changes afterwards are a new one. */
export type EvaluationTable = {
  id: string;
  projectId: string;
  number: number;
  name: string;
  baselineBaseModelId: string;
  candidateVersionId: string;
  datasetVersionId: string;
  promptSetDigest: string | null;
  plannedVotes: number;
  /** tie policy, stop rule, alpha, repeats, minimum votes, sampling, system prompt: frozen */
  design: JsonOnce<Record<string, unknown>>;
  seed: number;
  state: EvaluationState;
  progress: Json<{ done: number; total: number; phase: string } | null>;
  /** First readings by reference metrics; not a verdict. */
  metrics: Json<Record<string, unknown> | null>;
  error: Json<unknown> | null;
  version: Generated<number>;
  createdBy: string;
  createdAt: Generated<Date>;
  openedAt: Date | null;
  closedAt: Date | null;
};

export type EvaluationItemTable = {
  id: string;
  evaluationId: string;
  position: number;
  recordId: string;
  revisionId: string;
  prompt: JsonOnce<unknown>;
  reference: string;
  label: string | null;
  cluster: string;
  /** null = goes to voters; else 'identical', 'unfinished', 'leak', 'missing_answer' */
  excludedReason: string | null;
};

export type EvaluationAnswerTable = {
  itemId: string;
  arm: Arm;
  text: string;
  promptTokens: number;
  completionTokens: number;
  finishReason: string;
  latencyMs: number;
  createdAt: Generated<Date>;
};

/** One showing of one pair to one rater. `token` is all that the client ever learns. */
export type VoteSlotTable = {
  id: string;
  evaluationId: string;
  itemId: string;
  raterId: string;
  sequence: number;
  block: number;
  leftArm: Arm;
  isRepeat: boolean;
  isGold: boolean;
  token: string;
  state: Generated<'open' | 'voted'>;
  judgementId: string | null;
  shownAt: Date | null;
};

export type EvaluationResultTable = {
  id: string;
  evaluationId: string;
  codeVersion: string;
  inputHash: string;
  result: JsonOnce<unknown>;
  createdAt: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    evaluation: EvaluationTable;
    evaluationItem: EvaluationItemTable;
    evaluationAnswer: EvaluationAnswerTable;
    voteSlot: VoteSlotTable;
    evaluationResult: EvaluationResultTable;
  }
}

export const evaluationMigrations: Migrations = {
  '0007_evaluation': sqlMigration(`
    create table evaluation (
      id uuid primary key, project_id uuid not null references project on delete cascade, number int not null,
      name text not null, baseline_base_model_id uuid not null references base_model,
      candidate_version_id uuid not null references model_version,
      dataset_version_id uuid not null references dataset_version, prompt_set_digest text, planned_votes int not null,
      design jsonb not null, seed bigint not null, state text not null, progress jsonb, metrics jsonb, error jsonb,
      version int not null default 1, created_by text not null, created_at timestamptz not null default now(),
      opened_at timestamptz, closed_at timestamptz, unique (project_id, number));
    create table evaluation_item (
      id uuid primary key, evaluation_id uuid not null references evaluation on delete cascade, position int not null,
      record_id uuid not null, revision_id uuid not null, prompt jsonb not null, reference text not null, label text,
      cluster text not null, excluded_reason text, unique (evaluation_id, position));
    create table evaluation_answer (
      item_id uuid not null references evaluation_item on delete cascade, arm text not null, text text not null,
      prompt_tokens int not null, completion_tokens int not null, finish_reason text not null, latency_ms int not null,
      created_at timestamptz not null default now(), primary key (item_id, arm));
    create table vote_slot (
      id uuid primary key, evaluation_id uuid not null references evaluation on delete cascade,
      item_id uuid not null references evaluation_item on delete cascade, rater_id text not null, sequence int not null,
      block int not null, left_arm text not null, is_repeat boolean not null, is_gold boolean not null,
      token text not null unique, state text not null default 'open', judgement_id uuid references judgement,
      shown_at timestamptz, unique (evaluation_id, rater_id, sequence));
    create table evaluation_result (
      id uuid primary key, evaluation_id uuid not null references evaluation on delete cascade, code_version text not null,
      input_hash text not null, result jsonb not null, created_at timestamptz not null default now(),
      unique (evaluation_id, input_hash, code_version));
  `),
};
