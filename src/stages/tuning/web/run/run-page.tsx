import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { Run } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';
import { CheckpointTable } from './checkpoint-table.tsx';
import { EventLog } from './event-log.tsx';
import { FrozenPane } from './frozen-pane.tsx';
import { LossPane } from './loss-pane.tsx';
import { RewardPane } from './reward-pane.tsx';
import { RunHead } from './run-head.tsx';
import { RunNumbers } from './run-numbers.tsx';
import { RunProgress } from './run-progress.tsx';
import { SamplePane } from './sample-pane.tsx';
import { TaskPane } from './task-pane.tsx';
import { useRunCourse } from './use-run-course.ts';
import styles from './run.module.css';

/** One run, live: how far it is, how the loss goes, how it answers by now, what was frozen. */
export default function RunPage() {
  const { t } = useTranslation('tuning');
  const project = useProject();
  const number = useParam('run');
  const query = useQuery(runApi.get.queryOptions({ input: { project, run: number } }));
  usePageTitle(t('run.title', { number }));
  useShowLineage('run', query.data?.id);
  return <QueryPane query={query}>{run => <RunView project={project} run={run} />}</QueryPane>;
}

function RunView({ project, run }: { project: string; run: Run }) {
  const course = useRunCourse(project, run);
  return (
    <>
      <RunHead project={project} run={run} />
      <RunProgress run={run} />
      <QueryPane query={course}>
        {found => (
          <>
            <RunNumbers run={run} course={found} />
            <div className={styles.panes}>
              <div className={styles.main}>
                <LossPane run={run} course={found} />
                <RewardPane course={found} />
                <TaskPane course={found} />
                <CheckpointTable project={project} run={run} />
                <EventLog lines={found.log} />
              </div>
              <aside className={styles.side}>
                <SamplePane samples={found.samples} run={run} />
                <FrozenPane run={run} />
              </aside>
            </div>
          </>
        )}
      </QueryPane>
    </>
  );
}
