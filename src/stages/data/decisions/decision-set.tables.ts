import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;
type JsonOnce<T> = ColumnType<T, string, never>;

export type SetAction = 'drop' | 'set_aside' | 'flag' | 'restore';
export type SetState = 'queued' | 'running' | 'done' | 'undoing' | 'undone' | 'failed';

/** What a person decided on all records that a query met, with one reason; it is done and undone as a whole. */
export type DecisionSetTable = {
  id: string;
  projectId: string;
  number: number;
  action: SetAction;
  reason: string;
  filter: JsonOnce<unknown>;
  /** Records that come after it are not meant. */
  lastId: string;
  state: SetState;
  /** Records that matched as the work began; null before. */
  total: number | null;
  done: Generated<number>;
  decided: Generated<number>;
  undone: Generated<number>;
  /** The last record of the walk, there or back. */
  cursor: string | null;
  error: Json<unknown> | null;
  createdBy: string;
  undoneBy: string | null;
  createdAt: Generated<Date>;
  endedAt: Date | null;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    decisionSet: DecisionSetTable;
  }
}
