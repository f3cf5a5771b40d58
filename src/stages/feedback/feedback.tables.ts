import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';
import type { Message } from '#stages/data/data.tables.ts';

export type PromotionShape = 'sft' | 'dpo' | 'kto';
export type PromotionState = 'proposed' | 'accepted' | 'rejected';

/** What is promoted: `answer` is the text to learn, or the better one of a pair, or the one that was liked or not. */
export type PromotionPayload = {
  prompt: Message[];
  answer: string;
  /** Of a pair, the answer that lost. */
  rejected: string | null;
  /** Of a KTO row: was the answer liked. */
  desirable: boolean | null;
};

/** A piece of feedback on its way to a dataset: proposed by rule, accepted or rejected by a person, then a record. */
export type PromotionTable = {
  id: string;
  projectId: string;
  judgementId: string;
  interactionId: string;
  shape: PromotionShape;
  state: PromotionState;
  payload: ColumnType<PromotionPayload, string, string>;
  /** PII found in it, by type; replaced in the payload. */
  piiFound: ColumnType<Record<string, number>, string, string>;
  /** The rule that proposed it, in words. */
  because: Generated<string>;
  label: string | null;
  /** Who changed the text before it was accepted. */
  editedBy: string | null;
  /** Why it was rejected, in the reviewer's words. */
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
  // One correction is a row to learn and a pair.
  '0012_promotion_shapes': sqlMigration(`
    alter table promotion drop constraint promotion_judgement_id_key;
    alter table promotion add unique (judgement_id, shape);
    alter table promotion add column because text not null default '';
    alter table promotion add column label text;
    alter table promotion add column edited_by text;
  `),
};
