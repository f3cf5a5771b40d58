import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';

/** What answers: an immutable model version, an untuned base, or a remote model; with its share of the traffic. */
export type DeploymentTarget =
  | { kind: 'version'; modelVersionId: string; weight: number }
  | { kind: 'base'; baseModelId: string; systemPrompt: string; weight: number }
  | { kind: 'connection'; connectionId: string; systemPrompt: string; weight: number };

export type DeploymentTable = {
  id: string;
  projectId: string;
  name: string;
  targets: ColumnType<DeploymentTarget[], string, string>;
  state: Generated<'live' | 'stopped'>;
  version: Generated<number>;
  createdBy: string;
  createdAt: Generated<Date>;
};

/** What a deployment pointed to, and since when: the way back. */
export type DeploymentRevisionTable = {
  deploymentId: string;
  version: number;
  targets: ColumnType<DeploymentTarget[], string, never>;
  createdBy: string;
  createdAt: Generated<Date>;
};

export type InteractionState =
  'started' | 'ok' | 'client_abort' | 'upstream_error' | 'timeout' | 'interrupted';

/** One call through the gateway: written as `started` before the first byte leaves. Its id is in the response id. */
export type InteractionTable = {
  id: string;
  projectId: string;
  deploymentId: string | null;
  apiKeyId: string | null;
  targetKind: string;
  targetId: string;
  state: InteractionState;
  stream: boolean;
  request: ColumnType<unknown, string, never>;
  responseText: string | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  usageSource: 'upstream' | 'estimated' | null;
  error: ColumnType<unknown, string | null, string | null>;
  firstTokenMs: number | null;
  totalMs: number | null;
  startedAt: Date;
  endedAt: Date | null;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    deployment: DeploymentTable;
    deploymentRevision: DeploymentRevisionTable;
    interaction: InteractionTable;
  }
}

export const servingMigrations: Migrations = {
  '0008_serving': sqlMigration(`
    create table deployment (
      id uuid primary key, project_id uuid not null references project on delete cascade, name text not null,
      targets jsonb not null, state text not null default 'live', version int not null default 1, created_by text not null,
      created_at timestamptz not null default now(), unique (project_id, name));
    create table deployment_revision (
      deployment_id uuid not null references deployment on delete cascade, version int not null, targets jsonb not null,
      created_by text not null, created_at timestamptz not null default now(), primary key (deployment_id, version));
    create table interaction (
      id uuid primary key, project_id uuid not null references project on delete cascade, deployment_id uuid,
      api_key_id uuid, target_kind text not null, target_id uuid not null, state text not null, stream boolean not null,
      request jsonb not null, response_text text, finish_reason text, prompt_tokens int, completion_tokens int,
      usage_source text, error jsonb, first_token_ms int, total_ms int, started_at timestamptz not null,
      ended_at timestamptz);
    create index on interaction (project_id, id);
    create index on interaction (id) where state = 'started';
  `),
};
