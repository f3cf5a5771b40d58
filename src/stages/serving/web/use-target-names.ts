import { useQuery } from '@tanstack/react-query';
import { baseApi, connectionApi, versionApi } from './api.ts';

export type TargetOption = { kind: 'version' | 'base' | 'connection'; id: string; name: string };

/** All that can answer in a project: its model versions, the bases, its connections. */
export function useTargets(project: string): TargetOption[] {
  const versions = useQuery(versionApi.list.queryOptions({ input: { project, limit: 200 } }));
  const bases = useQuery(baseApi.list.queryOptions());
  const connections = useQuery(connectionApi.list.queryOptions({ input: { project } }));
  return [
    ...(versions.data?.items ?? []).map(({ id, name }): TargetOption => ({ kind: 'version', id, name })),
    ...(bases.data?.items ?? []).map(({ id, slug }): TargetOption => ({ kind: 'base', id, name: slug })),
    ...(connections.data?.items ?? []).map(({ id, name }): TargetOption => ({
      kind: 'connection',
      id,
      name,
    })),
  ];
}
