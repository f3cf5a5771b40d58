import type { ColumnType, Generated } from 'kysely';
import type { ImportState } from '../sources/source.tables.ts';

type Json<T> = ColumnType<T, string, string>;
type JsonOnce<T> = ColumnType<T, string, never>;

/** Measured once per revision and operator version; never changed by a threshold. */
export type SignalTable = {
  revisionId: string;
  operator: string;
  operatorVersion: number;
  value: JsonOnce<unknown>;
};

export type DecisionAction = 'modify' | 'drop' | 'set_aside' | 'flag' | 'restore';

export type DecisionTable = {
  id: string;
  projectId: string;
  /** Null where a person decided. */
  cleaningRunId: string | null;
  decisionSetId: string | null;
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

declare module '#platform/database/tables.ts' {
  interface Tables {
    signal: SignalTable;
    decision: DecisionTable;
    cleaningRun: CleaningRunTable;
  }
}
