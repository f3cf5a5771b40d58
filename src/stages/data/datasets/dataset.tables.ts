import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;
type JsonOnce<T> = ColumnType<T, string, never>;

export type DatasetTable = { id: string; projectId: string; name: string; createdAt: Generated<Date> };

export type Split = 'train' | 'validation' | 'test';

export type DatasetVersionTable = {
  id: string;
  datasetId: string;
  projectId: string;
  n: number;
  parentId: string | null;
  state: 'building' | 'frozen' | 'failed';
  recipe: JsonOnce<unknown>;
  /** SHA-256 of the manifest: ordered (revision id, content hash, split). */
  digest: string | null;
  /** 'train.jsonl' … -> artifact digest */
  files: Json<Record<string, string>>;
  facts: Json<Record<string, unknown>>;
  error: Json<unknown> | null;
  createdBy: string;
  createdAt: Generated<Date>;
  frozenAt: Date | null;
};

export type DatasetRowTable = {
  versionId: string;
  position: number;
  recordId: string;
  revisionId: string;
  split: Split;
  groupKey: string;
};

/** Evaluation data is reserved: what is here may not be trained on. `nearSignature` is the MinHash of the prompt side. */
export type EvalReservationTable = {
  projectId: string;
  inputHash: string;
  recordId: string;
  nearSignature: Buffer;
  datasetVersionId: string;
  since: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    dataset: DatasetTable;
    datasetVersion: DatasetVersionTable;
    datasetRow: DatasetRowTable;
    evalReservation: EvalReservationTable;
  }
}
