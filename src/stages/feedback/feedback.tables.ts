import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';

export type PromotionShape = 'sft' | 'dpo' | 'kto';
export type PromotionState = 'proposed' | 'accepted' | 'rejected';

/** A piece of feedback on its way to a dataset: proposed by rule, accepted or rejected by a person, then a record. */
export type PromotionTable = {
  id: string;
  projectId: string;
  judgementId: string;
  interactionId: string;
  shape: PromotionShape;
  state: PromotionState;
  payload: ColumnType<unknown, string, string>;
  /** PII found in it, by type; replaced in the payload. */
  piiFound: ColumnType<Record<string, number>, string, string>;
  reason: string | null;
  reviewedBy: string | null;
  reviewedAt: Date | null;
  recordId: string | null;
  version: Generated<number>;
  createdAt: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    promotion: PromotionTable;
  }
}

export const feedbackMigrations: Migrations = {
  '0009_feedback': sqlMigration(`
    create table promotion (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      judgement_id uuid not null unique references judgement, interaction_id uuid not null, shape text not null,
      state text not null, payload jsonb not null, pii_found jsonb not null default '{}', reason text, reviewed_by text,
      reviewed_at timestamptz, record_id uuid, version int not null default 1,
      created_at timestamptz not null default now());
    create index on promotion (project_id, state, id);
  `),
};
