import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { CleaningRun } from '../../cleaning/cleaning-run.contract.ts';
import { cleaningApi } from '../api.ts';
import { jobMarks } from '../job-marks.ts';

/** Cleaning is repeatable: signals are measured once, decisions are made anew and can be taken back one by one. */
export default function CleaningPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const navigate = useNavigate();
  const list = useKeyset<CleaningRun>(
    cleaningApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, after }),
      ...fromStart,
    }),
  );
  const open = (id: string) => void navigate({ to: `/p/${project}/data/cleaning/${id}` });
  const start = useMutation({
    mutationFn: () => cleaningApi.create.call({ project }),
    onSuccess: ({ id }) => {
      void invalidate('cleaning');
      open(id);
    },
  });
  usePageTitle(t('cleaning.title'));
  const columns = useColumns();
  const button = (
    <Button type="primary" loading={start.isPending} onClick={() => start.mutate()}>
      {t('cleaning.start')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('cleaning.title')} actions={button} />
      {start.error && <ErrorPane error={start.error} />}
      <QueryPane query={list.query as never}>
        {() =>
          list.rows.length === 0 ? <EmptyState action={button}>{t('cleaning.empty')}</EmptyState> : null
        }
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<CleaningRun>
          label={t('cleaning.title')}
          columns={columns}
          rows={list.rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={({ id }) => open(id)}
        />
      )}
    </>
  );
}

function useColumns(): Column<CleaningRun>[] {
  const { t } = useTranslation('data');
  const format = useFormat();
  const count = (name: 'active' | 'set_aside' | 'dropped'): Column<CleaningRun> => ({
    key: name,
    title: t(`recordState.${name}`),
    width: '110px',
    align: 'end',
    render: ({ counts }) => format.count(counts[name] ?? 0),
  });
  return [
    {
      key: 'number',
      title: t('cleaning.number'),
      width: '100px',
      render: ({ number }) => format.count(number),
    },
    {
      key: 'state',
      title: t('imports.state'),
      width: '140px',
      render: ({ state }) => <StateMark mark={jobMarks[state]}>{t(`job.${state}`)}</StateMark>,
    },
    {
      key: 'done',
      title: t('cleaning.rows'),
      width: 'minmax(120px, 1fr)',
      align: 'end',
      render: ({ done, total }) => `${format.count(done)} / ${format.count(total)}`,
    },
    count('active'),
    count('set_aside'),
    count('dropped'),
    {
      key: 'created',
      title: t('imports.created'),
      width: '100px',
      align: 'end',
      render: ({ createdAt }) => <TimeText at={createdAt} />,
    },
  ];
}
