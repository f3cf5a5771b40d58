import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;
type JsonOnce<T> = ColumnType<T, string, never>;

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

declare module '#platform/database/tables.ts' {
  interface Tables {
    source: SourceTable;
    importBatch: ImportBatchTable;
    importReject: ImportRejectTable;
    importDuplicate: ImportDuplicateTable;
  }
}
