import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';

type Json<T> = ColumnType<T, string, string>;
type JsonOnce<T> = ColumnType<T, string, never>;

export type Message = { role: 'system' | 'user' | 'assistant'; content: string };
export type Payload = { messages: Message[]; meta?: Record<string, unknown> };

export type SourceOrigin = 'own' | 'public' | 'user_generated' | 'expert' | 'synthetic' | 'crowd';

export type SourceTable = {
  id: string;
  projectId: string;
  name: string;
  origin: SourceOrigin;
  licence: string;
  consentBasis: string;
  piiPolicy: string;
  grade: string | null;
  /** Maintained with every row that comes in: counting a million rows for a list is no option. */
  recordCount: Generated<number>;
  version: Generated<number>;
  createdBy: string;
  createdAt: Generated<Date>;
};

export type ImportState = 'queued' | 'running' | 'done' | 'failed';

/** One file on its way in. `bytesDone` and the counts are committed together with the rows they cover, so it resumes exactly. */
export type ImportBatchTable = {
  id: string;
  projectId: string;
  sourceId: string;
  number: number;
  fileName: string;
  fileDigest: string;
  format: string;
  mapping: JsonOnce<unknown>;
  mappingHash: string;
  state: ImportState;
  bytesTotal: number;
  bytesDone: Generated<number>;
  lineDone: Generated<number>;
  readCount: Generated<number>;
  recordCount: Generated<number>;
  duplicateCount: Generated<number>;
  rejectCount: Generated<number>;
  error: Json<unknown> | null;
  createdBy: string;
  createdAt: Generated<Date>;
  endedAt: Date | null;
};

export type ImportRejectTable = {
  batchId: string;
  line: number;
  code: string;
  field: string | null;
  message: string;
  remedy: string;
  raw: string;
};

export type ImportDuplicateTable = {
  batchId: string;
  line: number;
  recordId: string;
  by: 'content' | 'external_id';
};

export type RecordState = 'active' | 'set_aside' | 'dropped';

export type RecordTable = {
  id: string;
  projectId: string;
  sourceId: string;
  batchId: string | null;
  line: number | null;
  externalId: string | null;
  /** Hash of the row as it came in: what makes a later import of the same content a duplicate. */
  contentHash: string;
  inputHash: string;
  state: Generated<RecordState>;
  currentRevisionId: string;
  label: string | null;
  language: string | null;
  /** First words of the question, for lists. */
  preview: string;
  characters: number;
  version: Generated<number>;
  createdAt: Generated<Date>;
};

export type RecordRevisionTable = {
  id: string;
  recordId: string;
  n: number;
  payload: JsonOnce<Payload>;
  contentHash: string;
  inputHash: string;
  /** 'import', 'cleaning:<operator>,<operator>', 'correction', … */
  derivedBy: string;
  parentId: string | null;
  createdAt: Generated<Date>;
};

/** Measured once per revision and operator version; never changed by a threshold. */
export type SignalTable = {
  revisionId: string;
  operator: string;
  operatorVersion: number;
  value: JsonOnce<unknown>;
};

export type DecisionAction = 'modify' | 'drop' | 'set_aside' | 'flag';

export type DecisionTable = {
  id: string;
  projectId: string;
  cleaningRunId: string;
  recordId: string;
  revisionId: string;
  operator: string;
  action: DecisionAction;
  code: string;
  reason: string;
  evidence: JsonOnce<unknown>;
  resultRevisionId: string | null;
  revertedAt: Date | null;
  revertedBy: string | null;
  createdAt: Generated<Date>;
};

export type CleaningRunTable = {
  id: string;
  projectId: string;
  number: number;
  recipe: JsonOnce<unknown>;
  state: ImportState;
  total: Generated<number>;
  done: Generated<number>;
  /** The last record that was cleaned; null before the first. */
  cursor: string | null;
  counts: Json<Record<string, number>>;
  error: Json<unknown> | null;
  createdBy: string;
  createdAt: Generated<Date>;
  endedAt: Date | null;
};

export type DuplicateClusterTable = {
  id: string;
  projectId: string;
  cleaningRunId: string;
  method: 'exact' | 'normalised' | 'near' | 'contradiction';
  representativeId: string;
  size: number;
};

export type DuplicateMemberTable = {
  clusterId: string;
  recordId: string;
  similarity: number;
  protectedBy: string | null;
};

/** Text search, filled in the background: application-made words and CJK bigrams. */
export type RecordSearchTable = { recordId: string; projectId: string; revisionId: string; tokens: unknown };

export type DatasetTable = { id: string; projectId: string; name: string; createdAt: Generated<Date> };

export type Split = 'train' | 'validation' | 'test';

export type DatasetVersionTable = {
  id: string;
  datasetId: string;
  projectId: string;
  n: number;
  parentId: string | null;
  state: 'building' | 'frozen' | 'failed';
  recipe: JsonOnce<unknown>;
  /** SHA-256 of the manifest: ordered (revision id, content hash, split). */
  digest: string | null;
  /** 'train.jsonl' … -> artifact digest */
  files: Json<Record<string, string>>;
  facts: Json<Record<string, unknown>>;
  error: Json<unknown> | null;
  createdBy: string;
  createdAt: Generated<Date>;
  frozenAt: Date | null;
};

export type DatasetRowTable = {
  versionId: string;
  position: number;
  recordId: string;
  revisionId: string;
  split: Split;
  groupKey: string;
};

/** Evaluation data is reserved: what is here may not be trained on. `nearSignature` is the MinHash of the prompt side. */
export type EvalReservationTable = {
  projectId: string;
  inputHash: string;
  recordId: string;
  nearSignature: Buffer;
  datasetVersionId: string;
  since: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    source: SourceTable;
    importBatch: ImportBatchTable;
    importReject: ImportRejectTable;
    importDuplicate: ImportDuplicateTable;
    record: RecordTable;
    recordRevision: RecordRevisionTable;
    signal: SignalTable;
    decision: DecisionTable;
    cleaningRun: CleaningRunTable;
    duplicateCluster: DuplicateClusterTable;
    duplicateMember: DuplicateMemberTable;
    recordSearch: RecordSearchTable;
    dataset: DatasetTable;
    datasetVersion: DatasetVersionTable;
    datasetRow: DatasetRowTable;
    evalReservation: EvalReservationTable;
  }
}

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
};
