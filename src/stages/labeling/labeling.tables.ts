import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';

export type ActorKind = 'human' | 'model' | 'rule' | 'end_user';
export type JudgementRound = 'label' | 'cross' | 'adjudicate' | 'spot' | 'gold' | 'vote' | 'feedback';

/**
 * What anybody ever judged, append-only: people, models, rules, end users; labels, blind votes, feedback. A change or an
 * undo is a new row that supersedes the old one. Updates and deletes are refused by the database itself.
 */
export type JudgementTable = {
  id: string;
  projectId: string;
  /** 'record_revision' | 'evaluation_item' | 'interaction' */
  subjectKind: string;
  subjectId: string;
  /** What was asked: 'support', 'thumb', 'choice', 'correction', 'edit', 'rating', 'label', … */
  question: string;
  actorKind: ActorKind;
  actorId: string;
  round: JudgementRound;
  value: ColumnType<unknown, string, never>;
  /** How it was given: side shown left, dwell, block, repeat, gold, reasons; see the stage that asked. */
  detail: ColumnType<Record<string, unknown>, string, never>;
  /** The judgement this one replaces; a withdrawn one has value null. */
  supersedes: string | null;
  idempotencyKey: string | null;
  excludedReason: string | null;
  createdAt: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    judgement: JudgementTable;
  }
}

export const labelingMigrations: Migrations = {
  '0005_labeling': sqlMigration(`
    create table judgement (
      id uuid primary key, project_id uuid not null references project on delete cascade,
      subject_kind text not null, subject_id uuid not null, question text not null, actor_kind text not null,
      actor_id text not null, round text not null, value jsonb not null, detail jsonb not null default '{}',
      supersedes uuid unique references judgement, idempotency_key text, excluded_reason text,
      created_at timestamptz not null default now(), unique (project_id, idempotency_key));
    create index on judgement (subject_kind, subject_id);
    create index on judgement (project_id, id);
    create function refuse_judgement_change() returns trigger language plpgsql as $$
      begin raise exception 'judgements are append-only' using errcode = 'restrict_violation'; end $$;
    create trigger judgement_append_only before update on judgement
      for each row execute function refuse_judgement_change();
  `),
};
