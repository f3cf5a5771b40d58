import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';
import type { ProjectRole, Scope } from './permissions.ts';

/** One scenario: the unit of membership, of data and of numbering. Its brief belongs to the stage `need`. */
export type ProjectTable = {
  id: string;
  organizationId: string;
  slug: string;
  name: string;
  languages: ColumnType<string[], string, string>;
  systemPrompt: string;
  turn: Generated<number>;
  version: Generated<number>;
  createdAt: Generated<Date>;
  archivedAt: Date | null;
};

export type ProjectMemberTable = {
  projectId: string;
  userId: string;
  role: ProjectRole;
  addedAt: Generated<Date>;
};

export type ApiKeyTable = {
  id: string;
  name: string;
  prefix: string;
  hash: string;
  /** The person whose rights the key carries; null for an application, which has its scopes only. */
  userId: string | null;
  projectId: string | null;
  scopes: ColumnType<Scope[], string, string>;
  createdBy: string | null;
  createdAt: Generated<Date>;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

export type ProjectCounterTable = { projectId: string; kind: string; value: number };

export type AuditTable = {
  id: string;
  at: Generated<Date>;
  actor: string;
  action: string;
  projectId: string | null;
  subjectKind: string;
  subjectId: string;
  detail: ColumnType<unknown, string, string>;
};

export type IdempotencyTable = {
  scope: string;
  key: string;
  requestHash: string;
  response: ColumnType<unknown, string, string>;
  createdAt: Generated<Date>;
};

/** Failed and running tries to sign in, by a hash of the account or by address; kept for the length of the window. */
export type SignInAttemptTable = { id: string; subject: string; at: Date };

/** Who may import a file of the artifact store: those who sent its bytes. Files are stored by digest, once for everybody. */
export type ArtifactGrantTable = { digest: string; holder: string; at: Generated<Date> };

declare module '#platform/database/tables.ts' {
  interface Tables {
    project: ProjectTable;
    projectMember: ProjectMemberTable;
    apiKey: ApiKeyTable;
    projectCounter: ProjectCounterTable;
    audit: AuditTable;
    idempotency: IdempotencyTable;
    signInAttempt: SignInAttemptTable;
    artifactGrant: ArtifactGrantTable;
  }
}

export const authMigrations: Migrations = {
  '0001_platform': sqlMigration(`
    create table setting (key text primary key, value jsonb not null);
    create table project (
      id uuid primary key, organization_id text not null, slug text not null unique, name text not null,
      languages jsonb not null default '["en"]', system_prompt text not null default '',
      turn int not null default 1, version int not null default 1,
      created_at timestamptz not null default now(), archived_at timestamptz);
    create table project_member (
      project_id uuid not null references project on delete cascade, user_id text not null,
      role text not null check (role in ('manager','engineer','annotator','agent')),
      added_at timestamptz not null default now(), primary key (project_id, user_id));
    create index on project_member (user_id);
    create table api_key (
      id uuid primary key, name text not null, prefix text not null, hash text not null unique, user_id text,
      project_id uuid references project on delete cascade, scopes jsonb not null default '[]', created_by text,
      created_at timestamptz not null default now(), revoked_at timestamptz, last_used_at timestamptz);
    create table project_counter (
      project_id uuid not null references project on delete cascade, kind text not null, value int not null,
      primary key (project_id, kind));
    create table audit (
      id uuid primary key, at timestamptz not null default now(), actor text not null, action text not null,
      project_id uuid, subject_kind text not null, subject_id text not null, detail jsonb not null default '{}');
    create index on audit (project_id, id);
    create table idempotency (
      scope text not null, key text not null, request_hash text not null, response jsonb not null,
      created_at timestamptz not null default now(), primary key (scope, key));
    create index on idempotency (created_at);
    create table project_event (
      id bigint generated always as identity primary key, project_id uuid not null references project on delete cascade,
      kind text not null, subject_kind text not null, subject_id text not null, payload jsonb not null default '{}',
      at timestamptz not null default now());
    create index on project_event (project_id, id);
    create table lineage_edge (
      project_id uuid not null references project on delete cascade,
      from_kind text not null, from_id text not null, to_kind text not null, to_id text not null, relation text not null,
      at timestamptz not null default now(), primary key (from_kind, from_id, to_kind, to_id, relation));
    create index on lineage_edge (to_kind, to_id);
  `),
  '0013_doors': sqlMigration(`
    alter table api_key add column expires_at timestamptz;
    create index on api_key (user_id) where revoked_at is null;
    create table sign_in_attempt (id uuid primary key, subject text not null, at timestamptz not null);
    create index on sign_in_attempt (subject, at);
    create index on sign_in_attempt (at);
    create table artifact_grant (
      digest text not null, holder text not null, at timestamptz not null default now(), primary key (digest, holder));
    create index on audit (id desc);
    create function refuse_audit_change() returns trigger language plpgsql as $$
      begin raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege'; end $$;
    create trigger audit_append_only before update or delete on audit
      for each row execute function refuse_audit_change();
    create trigger audit_no_truncate before truncate on audit
      for each statement execute function refuse_audit_change();
  `),
};
