import type { ColumnType, Generated } from 'kysely';

export type ProjectEventTable = {
  id: Generated<number>;
  projectId: string;
  kind: string;
  subjectKind: string;
  subjectId: string;
  payload: ColumnType<unknown, string, never>;
  at: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    projectEvent: ProjectEventTable;
  }
}
