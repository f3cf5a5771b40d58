import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { type Call, callStateSchema } from '../../calls/call.contract.ts';
import { callApi, deploymentApi } from '../api.ts';
import { useTargets } from '../use-target-names.ts';
import { callMarks } from './call-mark.ts';
import { lastQuestion } from './read-request.ts';

const searchSchema = z.object({ state: callStateSchema.optional(), deployment: z.uuid().optional() });

/** What went through the gateway, newest first. */
export default function CallsPage() {
  const { t } = useTranslation('serving');
  const project = useProject();
  const navigate = useNavigate();
  const [search, change] = useSearchState(searchSchema);
  const deployments = useQuery(deploymentApi.list.queryOptions({ input: { project } }));
  const list = useKeyset<Call>(
    callApi.list.infiniteOptions({
      input: (after: string | undefined) => ({
        project,
        state: search.state,
        deploymentId: search.deployment,
        after,
        limit: 100,
      }),
      ...fromStart,
    }),
  );
  const columns = useColumns(project);
  usePageTitle(t('calls.title'));
  return (
    <>
      <PageHead
        title={t('calls.title')}
        actions={
          <>
            <Select
              allowClear
              popupMatchSelectWidth={false}
              aria-label={t('calls.deployment')}
              placeholder={t('calls.deployment')}
              value={search.deployment ?? null}
              onChange={deployment => change({ deployment: deployment ?? undefined })}
              options={(deployments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Select
              allowClear
              popupMatchSelectWidth={false}
              aria-label={t('calls.state')}
              placeholder={t('calls.state')}
              value={search.state ?? null}
              onChange={state => change({ state: state ?? undefined })}
              options={callStateSchema.options.map(value => ({ value, label: t(`callState.${value}`) }))}
            />
          </>
        }
      />
      <QueryPane query={list.query as never}>
        {() => (list.rows.length === 0 ? <EmptyState>{t('calls.empty')}</EmptyState> : null)}
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<Call>
          label={t('calls.title')}
          columns={columns}
          rows={list.rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={({ id }) => void navigate({ to: `/p/${project}/serving/calls/${id}` })}
        />
      )}
    </>
  );
}

function useColumns(project: string): Column<Call>[] {
  const { t } = useTranslation('serving');
  const format = useFormat();
  const targets = useTargets(project);
  const number = (value: number | null) => (value === null ? '–' : format.count(value));
  return [
    {
      key: 'time',
      title: t('calls.time'),
      width: '90px',
      render: ({ startedAt }) => <TimeText at={startedAt} />,
    },
    {
      key: 'question',
      title: t('calls.question'),
      width: 'minmax(220px, 3fr)',
      render: ({ request }) => lastQuestion(request),
    },
    {
      key: 'target',
      title: t('calls.target'),
      width: 'minmax(140px, 1fr)',
      render: ({ targetId }) => targets.find(({ id }) => id === targetId)?.name ?? `…${targetId.slice(-6)}`,
    },
    {
      key: 'state',
      title: t('calls.state'),
      width: '140px',
      render: ({ state }) => <StateMark mark={callMarks[state]}>{t(`callState.${state}`)}</StateMark>,
    },
    {
      key: 'first',
      title: t('calls.firstToken'),
      width: '110px',
      align: 'end',
      render: ({ firstTokenMs }) => number(firstTokenMs),
    },
    {
      key: 'total',
      title: t('calls.total'),
      width: '100px',
      align: 'end',
      render: ({ totalMs }) => number(totalMs),
    },
    {
      key: 'tokens',
      title: t('calls.tokens'),
      width: '90px',
      align: 'end',
      render: ({ completionTokens }) => number(completionTokens),
    },
  ];
}
