import type { Generated } from 'kysely';

export type LineageEdgeTable = {
  projectId: string;
  fromKind: string;
  fromId: string;
  toKind: string;
  toId: string;
  relation: string;
  at: Generated<Date>;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    lineageEdge: LineageEdgeTable;
  }
}
