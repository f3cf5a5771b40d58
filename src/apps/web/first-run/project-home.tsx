import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useProject } from '#platform/ui/use-project.ts';
import { overviewApi } from '#stages/loop/web/index.ts';

/** A project begins with the guided first turn; once there was a run, with the loop. */
export function ProjectHome() {
  const project = useProject();
  const query = useQuery(overviewApi.get.queryOptions({ input: { project } }));
  return (
    <QueryPane query={query}>
      {({ stations }) => (
        <Navigate
          to={`/p/${project}/${stations.tuning.state === 'empty' ? 'start' : 'loop'}` as string}
          replace
        />
      )}
    </QueryPane>
  );
}
