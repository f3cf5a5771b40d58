import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';
import type { Reach } from '#platform/http/guarded-lookup.ts';
import './exports/export.tables.ts';

/** An open base model that this installation has as a local directory. Shared by all projects. */
export type BaseModelTable = {
  id: string;
  slug: string;
  name: string;
  /** Directory with config.json, tokenizer and safetensors; relative to the runtime directory or absolute. */
  path: string;
  ggufPath: string | null;
  digest: string;
  ggufDigest: string | null;
  architecture: string;
  parameters: number;
  contextTokens: number;
  license: string;
  languages: ColumnType<string[], string, string>;
  origin: 'starter' | 'local' | 'hub';
  createdAt: Generated<Date>;
};

/** A closed or remote model behind an OpenAI-compatible endpoint. The secret is encrypted at rest. */
export type ConnectionTable = {
  id: string;
  projectId: string | null;
  name: string;
  kind: 'openai';
  baseUrl: string;
  model: string;
  secret: string | null;
  /** Whether it may lead into private networks; decided by who entered the address. */
  reach: Reach;
  version: Generated<number>;
  createdAt: Generated<Date>;
  revokedAt: Date | null;
};

export type Sampling = { temperature: number; topP: number; maxTokens: number; seed: number | null };

/** What tuning made: base + adapter + template + sampling defaults, for ever. Its name is never reused. */
export type ModelVersionTable = {
  id: string;
  projectId: string;
  name: string;
  number: number;
  baseModelId: string;
  baseDigest: string;
  /** Digest of its weights (adapter_model.safetensors or trained_weights.safetensors); the artifact store holds it and the files beside it. */
  adapterDigest: string;
  /** name -> artifact digest: what the method left (adapter_model.safetensors, …), and adapter.gguf beside the base's own file or model.gguf instead of it */
  files: ColumnType<Record<string, string>, string, never>;
  templateDigest: string;
  systemPrompt: string;
  sampling: ColumnType<Sampling, string, never>;
  runId: string | null;
  createdAt: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    baseModel: BaseModelTable;
    connection: ConnectionTable;
    modelVersion: ModelVersionTable;
  }
}

export const modelsMigrations: Migrations = {
  '0003_models': sqlMigration(`
    create table base_model (
      id uuid primary key, slug text not null unique, name text not null, path text not null, gguf_path text,
      digest text not null, gguf_digest text, architecture text not null, parameters bigint not null,
      context_tokens int not null, license text not null, languages jsonb not null default '[]',
      origin text not null check (origin in ('starter','local','hub')), created_at timestamptz not null default now());
    create table connection (
      id uuid primary key, project_id uuid references project on delete cascade, name text not null, kind text not null,
      base_url text not null, model text not null, secret text, version int not null default 1,
      created_at timestamptz not null default now(), revoked_at timestamptz, unique nulls not distinct (project_id, name));
    create table model_version (
      id uuid primary key, project_id uuid not null references project on delete cascade, name text not null,
      number int not null, base_model_id uuid not null references base_model, base_digest text not null,
      adapter_digest text not null, files jsonb not null, template_digest text not null, system_prompt text not null,
      sampling jsonb not null, run_id uuid, created_at timestamptz not null default now(),
      unique (project_id, name), unique (project_id, number));
  `),
  '0014_connection_reach': sqlMigration(`
    alter table connection add column reach text not null default 'private' check (reach in ('public','private'));
    alter table connection alter column reach drop default;
  `),
  '0019_model_exports': sqlMigration(`
    create table model_export (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      model_version_id uuid not null references model_version,
      format text not null check (format in ('adapter','safetensors','gguf')),
      precision text check (precision in ('f32','f16','bf16','q8_0')),
      state text not null check (state in ('queued','running','done','failed')),
      progress jsonb, files jsonb not null, warnings jsonb not null, error jsonb, created_by text not null,
      created_at timestamptz not null default now(), ended_at timestamptz);
    create unique index on model_export (model_version_id, format, precision) nulls not distinct where state <> 'failed';
  `),
};
