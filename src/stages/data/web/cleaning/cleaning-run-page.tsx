import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { StepBar } from '#platform/ui/panes/step-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import type { CleaningRun } from '../../cleaning/cleaning-run.contract.ts';
import { cleaningApi } from '../api.ts';
import { jobMarks } from '../job-marks.ts';
import { ClusterList } from './cluster-list.tsx';
import { DecisionList } from './decision-list.tsx';
import styles from './cleaning.module.css';

const searchSchema = z.object({
  tab: z.enum(['decisions', 'clusters']).default('decisions'),
  kind: z.string().optional(),
  method: z.enum(['exact', 'normalised', 'near', 'contradiction']).optional(),
});

/** What one cleaning decided, by kind; and the duplicates and contradictions it found. */
export default function CleaningRunPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const id = useParam('id');
  const query = useQuery(cleaningApi.get.queryOptions({ input: { project, id } }));
  const [search, change] = useSearchState(searchSchema);
  usePageTitle(query.data ? t('cleaning.one', { number: query.data.number }) : undefined);
  return (
    <QueryPane query={query}>
      {run => (
        <>
          <PageHead
            title={t('cleaning.one', { number: run.number })}
            state={<StateMark mark={jobMarks[run.state]}>{t(`job.${run.state}`)}</StateMark>}
            actions={
              <Segmented
                value={search.tab}
                onChange={tab => change({ tab: tab as typeof search.tab })}
                options={(['decisions', 'clusters'] as const).map(value => ({
                  value,
                  label: t(`cleaning.${value}`),
                }))}
              />
            }
          />
          {run.error && <ErrorPane error={{ ...run.error, data: run.error }} />}
          {run.state === 'running' && (
            <div className={styles.progress}>
              <StepBar done={run.done} total={run.total} label={t('cleaning.progress')} />
            </div>
          )}
          {search.tab === 'decisions' ? (
            <div className={styles.panes}>
              <Kinds run={run} current={search.kind} choose={kind => change({ kind })} />
              <DecisionList project={project} run={run} kind={search.kind} />
            </div>
          ) : (
            <ClusterList
              project={project}
              run={run}
              method={search.method}
              choose={method => change({ method })}
            />
          )}
        </>
      )}
    </QueryPane>
  );
}

/** Every kind of decision with its count: `operator.code`. */
function Kinds({
  run,
  current,
  choose,
}: {
  run: CleaningRun;
  current: string | undefined;
  choose: (kind: string | undefined) => void;
}) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const kinds = Object.entries(run.counts)
    .filter(([name]) => name.includes('.'))
    .toSorted(([, a], [, b]) => b - a);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  return (
    <ul className={styles.kinds} aria-label={t('cleaning.kinds')}>
      <li>
        <button type="button" aria-pressed={current === undefined} onClick={() => choose(undefined)}>
          {t('records.all')} <span>{format.count(total)}</span>
        </button>
      </li>
      {kinds.map(([kind, count]) => (
        <li key={kind}>
          <button type="button" aria-pressed={kind === current} onClick={() => choose(kind)}>
            {t(`operator.${kind.split('.')[0]}`, { defaultValue: kind.split('.')[0] })}
            <code>{kind.split('.').slice(1).join('.')}</code>
            <span>{format.count(count)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
