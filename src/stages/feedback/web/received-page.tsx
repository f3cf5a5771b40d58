import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { Feedback } from '../receiving/feedback.contract.ts';
import { feedbackApi } from './api.ts';

/** Every piece of feedback as it came, and what became of it. */
export default function ReceivedPage() {
  const { t } = useTranslation('feedback');
  const project = useProject();
  const navigate = useNavigate();
  const list = useKeyset<Feedback>(
    feedbackApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, after, limit: 100 }),
      ...fromStart,
    }),
  );
  usePageTitle(t('received.title'));
  const columns: Column<Feedback>[] = [
    {
      key: 'at',
      title: t('received.at'),
      width: '90px',
      render: ({ receivedAt }) => <TimeText at={receivedAt} />,
    },
    { key: 'kind', title: t('received.kind'), width: '120px', render: ({ kind }) => t(`kind.${kind}`) },
    {
      key: 'value',
      title: t('received.value'),
      width: 'minmax(200px, 2fr)',
      render: ({ value, comment }) => (
        <>
          {typeof value === 'string' ? t(`value.${value}`, { defaultValue: value }) : JSON.stringify(value)}{' '}
          {comment && <span className="quiet">{comment}</span>}
        </>
      ),
    },
    {
      key: 'actor',
      title: t('received.actor'),
      width: 'minmax(120px, 1fr)',
      render: ({ actor }) => `${t(`actor.${actor.kind}`)} ${actor.id}`,
    },
    {
      key: 'became',
      title: t('received.became'),
      width: 'minmax(160px, 1fr)',
      render: ({ promotions, replaced }) =>
        replaced
          ? t('received.replaced')
          : promotions
              .map(({ shape, state }) => `${t(`shape.${shape}`)} · ${t(`state.${state}`)}`)
              .join(', ') || '–',
    },
  ];
  return (
    <>
      <PageHead title={t('received.title')} />
      <QueryPane query={list.query as never}>
        {() => (list.rows.length === 0 ? <EmptyState>{t('received.empty')}</EmptyState> : null)}
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<Feedback>
          label={t('received.title')}
          columns={columns}
          rows={list.rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={({ id }) => void navigate({ to: `/p/${project}/loop/lineage/judgement/${id}` })}
        />
      )}
    </>
  );
}
