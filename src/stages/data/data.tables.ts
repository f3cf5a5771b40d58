import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';

export type * from './sources/source.tables.ts';
export type * from './records/record.tables.ts';
export type * from './cleaning/cleaning.tables.ts';
export type * from './decisions/decision-set.tables.ts';
export type * from './duplicates/duplicate.tables.ts';
export type * from './datasets/dataset.tables.ts';

/** Every migration of the stage, up only; the types of its tables lie beside the queries of each noun. */
export const dataMigrations: Migrations = {
  '0004_data': sqlMigration(`
    create table source (
      id uuid primary key, project_id uuid not null references project on delete cascade, name text not null,
      origin text not null, licence text not null default '', consent_basis text not null default '',
      pii_policy text not null default 'replace', grade text, version int not null default 1,
      created_by text not null, created_at timestamptz not null default now(), unique (project_id, name));
    create table import_batch (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      source_id uuid not null references source, number int not null, file_name text not null, file_digest text not null,
      format text not null, mapping jsonb not null, mapping_hash text not null, state text not null,
      bytes_total bigint not null, bytes_done bigint not null default 0, line_done int not null default 0,
      read_count int not null default 0, record_count int not null default 0, duplicate_count int not null default 0,
      reject_count int not null default 0, error jsonb, created_by text not null,
      created_at timestamptz not null default now(), ended_at timestamptz,
      unique (source_id, file_digest, mapping_hash), unique (project_id, number));
    create table import_reject (
      batch_id uuid not null references import_batch on delete cascade, line int not null, code text not null, field text,
      message text not null, remedy text not null, raw text not null, primary key (batch_id, line));
    create table record (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      source_id uuid not null references source, batch_id uuid references import_batch, line int, external_id text,
      content_hash text not null, input_hash text not null, state text not null default 'active',
      current_revision_id uuid not null, label text, language text, preview text not null, characters int not null,
      version int not null default 1, created_at timestamptz not null default now(),
      unique (project_id, content_hash));
    create unique index on record (source_id, external_id) where external_id is not null;
    create index on record (project_id, id);
    create index on record (project_id, state, id);
    create index on record (project_id, label, id);
    create table import_duplicate (
      batch_id uuid not null references import_batch on delete cascade, line int not null,
      record_id uuid not null references record on delete cascade, by text not null, primary key (batch_id, line));
    create table record_revision (
      id uuid primary key, record_id uuid not null references record on delete cascade, n int not null,
      payload jsonb not null, content_hash text not null, input_hash text not null, derived_by text not null,
      parent_id uuid, created_at timestamptz not null default now(), unique (record_id, n));
    create table signal (
      revision_id uuid not null references record_revision on delete cascade, operator text not null,
      operator_version int not null, value jsonb not null, primary key (revision_id, operator, operator_version));
    create table cleaning_run (
      id uuid primary key, project_id uuid not null references project on delete cascade, number int not null,
      recipe jsonb not null, state text not null, total int not null default 0, done int not null default 0,
      counts jsonb not null default '{}', error jsonb, created_by text not null,
      created_at timestamptz not null default now(), ended_at timestamptz, unique (project_id, number));
    create table decision (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      cleaning_run_id uuid not null references cleaning_run on delete cascade,
      record_id uuid not null references record on delete cascade, revision_id uuid not null, operator text not null,
      action text not null, code text not null, reason text not null, evidence jsonb not null default '{}',
      result_revision_id uuid, reverted_at timestamptz, reverted_by text, created_at timestamptz not null default now(),
      unique (cleaning_run_id, record_id, operator, code));
    create index on decision (record_id);
    create index on decision (project_id, id);
    create table duplicate_cluster (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      cleaning_run_id uuid not null references cleaning_run on delete cascade, method text not null,
      representative_id uuid not null, size int not null);
    create index on duplicate_cluster (cleaning_run_id);
    create table duplicate_member (
      cluster_id uuid not null references duplicate_cluster on delete cascade,
      record_id uuid not null references record on delete cascade, similarity real not null, protected_by text,
      primary key (cluster_id, record_id));
    create index on duplicate_member (record_id);
    create table record_search (
      record_id uuid primary key references record on delete cascade, project_id uuid not null,
      revision_id uuid not null, tokens tsvector not null);
    create index on record_search using gin (tokens);
    create table dataset (
      id uuid primary key, project_id uuid not null references project on delete cascade, name text not null,
      created_at timestamptz not null default now(), unique (project_id, name));
    create table dataset_version (
      id uuid primary key, dataset_id uuid not null references dataset on delete cascade, project_id uuid not null,
      n int not null, parent_id uuid, state text not null, recipe jsonb not null, digest text,
      files jsonb not null default '{}', facts jsonb not null default '{}', error jsonb, created_by text not null,
      created_at timestamptz not null default now(), frozen_at timestamptz, unique (dataset_id, n));
    create table dataset_row (
      version_id uuid not null references dataset_version on delete cascade, position int not null,
      record_id uuid not null, revision_id uuid not null, split text not null, group_key text not null,
      primary key (version_id, record_id));
    create index on dataset_row (record_id);
    create table eval_reservation (
      project_id uuid not null references project on delete cascade, input_hash text not null, record_id uuid not null,
      near_signature bytea not null, dataset_version_id uuid not null, since timestamptz not null default now(),
      primary key (project_id, input_hash));
  `),
  '0011_data_lists': sqlMigration(`
    alter table source add column record_count int not null default 0;
    alter table cleaning_run add column cursor uuid;
    create index on record (project_id, source_id, id);
    create index on record (project_id, language, id);
    create index on decision (cleaning_run_id, id);
    create index on import_batch (project_id, id);
  `),
  '0015_index_requests': sqlMigration(`
    create table index_request (
      id uuid primary key, project_id uuid not null references project on delete cascade, first_id uuid not null,
      last_id uuid not null);
    create index on index_request (project_id, id);
    insert into index_request (id, project_id, first_id, last_id)
    select gen_random_uuid(), id, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff' from project;
    create index on record_search (project_id, record_id);
  `),
  '0016_list_indexes': sqlMigration(`
    create unique index on dataset_row (version_id, position);
    create index on record (project_id, external_id) where external_id is not null;
    create index on import_duplicate (record_id);
    create index on decision (cleaning_run_id, operator, id);
    create index on decision (cleaning_run_id, action, id);
    create index on decision (cleaning_run_id, code, id);
    create index on import_batch (source_id, id);
  `),
  '0018_decision_sets': sqlMigration(`
    create table decision_set (
      id uuid primary key, project_id uuid not null references project on delete cascade, number int not null,
      action text not null, reason text not null, filter jsonb not null, last_id uuid not null, state text not null,
      total int, done int not null default 0, decided int not null default 0, undone int not null default 0, cursor uuid,
      error jsonb, created_by text not null, undone_by text, created_at timestamptz not null default now(),
      ended_at timestamptz, unique (project_id, number));
    create index on decision_set (project_id, id);
    alter table record add column cleaned_state text;
    alter table decision alter column cleaning_run_id drop not null;
    alter table decision add column decision_set_id uuid references decision_set on delete cascade;
    create unique index on decision (decision_set_id, record_id) where decision_set_id is not null;
  `),
  // Most records are conversations: the index holds the others, so that an import of conversations does not pay for it.
  '0021_record_kinds': sqlMigration(`
    alter table record add column kind text not null default 'conversation';
    create index on record (project_id, kind, id) where kind <> 'conversation';
  `),
};
