import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

export type ExportFile = { name: string; digest: string; sizeBytes: number };
export type ExportProgress = { done: number; total: number };
export type ExportWarning = { code: string; text: string };

/** A model version in the form that another program reads. Made once for each form; the files lie in the artifact store. */
export type ModelExportTable = {
  id: string;
  projectId: string;
  modelVersionId: string;
  format: 'adapter' | 'safetensors' | 'gguf';
  /** null where the format has none. */
  precision: 'f32' | 'f16' | 'bf16' | 'q8_0' | null;
  state: 'queued' | 'running' | 'done' | 'failed';
  progress: Json<ExportProgress> | null;
  files: Json<ExportFile[]>;
  warnings: Json<ExportWarning[]>;
  error: Json<{ code: string; message: string; remedy: string | null }> | null;
  createdBy: string;
  createdAt: Generated<Date>;
  endedAt: Date | null;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    modelExport: ModelExportTable;
  }
}
