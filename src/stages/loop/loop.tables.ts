import type { ColumnType, Generated } from 'kysely';
import { type Migrations, sqlMigration } from '#platform/database/migrate.ts';

export type LoopState = 'running' | 'waiting' | 'done' | 'failed';
export type LoopStepState = 'pending' | 'running' | 'done' | 'waiting' | 'failed';

/** One loop file being carried out. The same file run again goes on with the same row. */
export type LoopRunTable = {
  id: string;
  projectId: string;
  number: number;
  name: string;
  spec: ColumnType<unknown, string, string>;
  specDigest: string;
  state: LoopState;
  error: ColumnType<unknown, string | null, string | null>;
  createdBy: string;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
};

/** A step is done for the digest of its inputs; when the inputs change it is done again, else it is reused. */
export type LoopStepTable = {
  loopRunId: string;
  key: string;
  position: number;
  state: LoopStepState;
  inputDigest: string | null;
  result: ColumnType<unknown, string | null, string | null>;
  error: ColumnType<unknown, string | null, string | null>;
  startedAt: Date | null;
  endedAt: Date | null;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    loopRun: LoopRunTable;
    loopStep: LoopStepTable;
  }
}

export const loopMigrations: Migrations = {
  '0010_loop': sqlMigration(`
    create table loop_run (
      id uuid primary key, project_id uuid not null references project on delete cascade, number int not null,
      name text not null, spec jsonb not null, spec_digest text not null, state text not null, error jsonb,
      created_by text not null, created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(), unique (project_id, name), unique (project_id, number));
    create table loop_step (
      loop_run_id uuid not null references loop_run on delete cascade, key text not null, position int not null,
      state text not null, input_digest text, result jsonb, error jsonb, started_at timestamptz, ended_at timestamptz,
      primary key (loop_run_id, key));
  `),
  // Walks from any object: each link between tables is looked up, in the order of ids, and read no further than a page.
  '0017_lineage_lists': sqlMigration(`
    create index lineage_edge_to on lineage_edge (to_kind, to_id, from_kind, from_id);
    drop index lineage_edge_to_kind_to_id_idx;
    create index on interaction (target_id, id);
    create index on interaction (deployment_id, id) where deployment_id is not null;
    create index on interaction (project_id, state, id) where state not in ('started', 'ok');
    create index on judgement (actor_id, id);
    create index on promotion (record_id) where record_id is not null;
    create index on promotion (reviewed_by, id) where reviewed_by is not null;
  `),
};
