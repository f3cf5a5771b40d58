import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';
import type { Assessment, BriefBody } from './brief.contract.ts';

export type BriefTable = {
  projectId: string;
  body: ColumnType<BriefBody, string, string>;
  version: Generated<number>;
  updatedBy: string;
  updatedAt: Generated<Date>;
};

export type AssessmentTable = {
  id: string;
  projectId: string;
  briefVersion: number;
  result: ColumnType<Assessment, string, never>;
  createdAt: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    brief: BriefTable;
    assessment: AssessmentTable;
  }
}

export const needMigrations: Migrations = {
  '0002_need': sqlMigration(`
    create table brief (
      project_id uuid primary key references project on delete cascade, body jsonb not null,
      version int not null default 1, updated_by text not null, updated_at timestamptz not null default now());
    create table assessment (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      brief_version int not null, result jsonb not null, created_at timestamptz not null default now());
    create index on assessment (project_id, id);
  `),
};
