import type { ColumnType, Generated } from 'kysely';
import type { Payload, RowKind } from './payload.ts';

export type { Message, Payload } from './payload.ts';

type JsonOnce<T> = ColumnType<T, string, never>;

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
  /** What cleaning makes of it while a person's word on it holds; null where nobody's does. */
  cleanedState: RecordState | null;
  currentRevisionId: string;
  kind: Generated<RowKind>;
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

/** Text search, filled in the background: application-made words and CJK bigrams. */
export type RecordSearchTable = { recordId: string; projectId: string; revisionId: string; tokens: unknown };

/** Texts that wait for the text index: records by id, both ends included, those between that are indexed already aside. */
export type IndexRequestTable = { id: string; projectId: string; firstId: string; lastId: string };

declare module '#platform/database/tables.ts' {
  interface Tables {
    record: RecordTable;
    recordRevision: RecordRevisionTable;
    recordSearch: RecordSearchTable;
    indexRequest: IndexRequestTable;
  }
}
