import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { IntervalText } from '#platform/ui/numbers/interval-text.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import { evaluationApi } from '../api.ts';
import { BandWord } from '../band-word.tsx';
import { evaluationMarks } from '../evaluation-mark.ts';

export default function EvaluationsPage() {
  const { t } = useTranslation('evaluation');
  const project = useProject();
  const navigate = useNavigate();
  const list = useKeyset<Evaluation>(
    evaluationApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, after }),
      ...fromStart,
    }),
  );
  usePageTitle(t('list.title'));
  const create = () => void navigate({ to: `/p/${project}/evaluation/new` });
  useKeys({ n: create });
  const columns = useColumns(project);
  return (
    <>
      <PageHead
        title={t('list.title')}
        actions={
          <Button type="primary" aria-keyshortcuts="N" onClick={create}>
            {t('list.new')}
            <Key of="N" />
          </Button>
        }
      />
      <QueryPane query={list.query as never}>
        {() =>
          list.rows.length === 0 ? (
            <EmptyState action={<Link to={`/p/${project}/evaluation/new` as string}>{t('list.new')}</Link>}>
              {t('list.empty')}
            </EmptyState>
          ) : null
        }
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<Evaluation>
          label={t('list.title')}
          columns={columns}
          rows={list.rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={({ number }) => void navigate({ to: `/p/${project}/evaluation/${number}` })}
        />
      )}
    </>
  );
}

function useColumns(project: string): Column<Evaluation>[] {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  return [
    { key: 'number', title: t('list.number'), width: '100px', render: ({ number }) => format.count(number) },
    { key: 'name', title: t('list.name'), width: 'minmax(160px, 2fr)', render: ({ name }) => name },
    {
      key: 'state',
      title: t('list.state'),
      width: '150px',
      render: ({ state }) => <StateMark mark={evaluationMarks[state]}>{t(`state.${state}`)}</StateMark>,
    },
    {
      key: 'rate',
      title: t('supportRate'),
      width: 'minmax(200px, 1fr)',
      render: evaluation => <Rate project={project} evaluation={evaluation} />,
    },
    {
      key: 'prompts',
      title: t('list.prompts'),
      width: '100px',
      align: 'end',
      render: ({ prompts }) => format.count(prompts),
    },
    {
      key: 'created',
      title: t('list.created'),
      width: '110px',
      align: 'end',
      render: ({ createdAt }) => <TimeText at={createdAt} />,
    },
  ];
}

/** A closed one says its rate and band; an open one says nothing here, so that nobody who votes is led. */
function Rate({ project, evaluation }: { project: string; evaluation: Evaluation }) {
  const { data } = useQuery(
    evaluationApi.result.queryOptions({
      input: { project, evaluation: evaluation.id },
      enabled: evaluation.state === 'closed',
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  if (!data || data.rate === null) return '–';
  return (
    <>
      <IntervalText of={{ value: data.rate, ...data.interval95, n: data.n }} />{' '}
      <BandWord verdict={data.verdict} />
    </>
  );
}
