export type DuplicateClusterTable = {
  id: string;
  projectId: string;
  cleaningRunId: string;
  method: 'exact' | 'normalised' | 'near' | 'contradiction';
  representativeId: string;
  size: number;
};

export type DuplicateMemberTable = {
  clusterId: string;
  recordId: string;
  similarity: number;
  protectedBy: string | null;
};

declare module '#platform/database/tables.ts' {
  interface Tables {
    duplicateCluster: DuplicateClusterTable;
    duplicateMember: DuplicateMemberTable;
  }
}
