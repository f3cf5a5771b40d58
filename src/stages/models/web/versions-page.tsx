import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { ModelVersion } from '../versions/model-version.contract.ts';
import { versionApi } from './api.ts';

/** What tuning made; a name is never given twice. */
export default function VersionsPage() {
  const { t } = useTranslation('models');
  const format = useFormat();
  const project = useProject();
  const navigate = useNavigate();
  const list = useKeyset<ModelVersion>(
    versionApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, after }),
      ...fromStart,
    }),
  );
  usePageTitle(t('versions.title'));
  const columns: Column<ModelVersion>[] = [
    {
      key: 'number',
      title: t('versions.number'),
      width: '80px',
      render: ({ number }) => format.count(number),
    },
    { key: 'name', title: t('catalogue.name'), width: 'minmax(160px, 2fr)', render: ({ name }) => name },
    { key: 'base', title: t('versions.base'), width: 'minmax(160px, 1fr)', render: ({ base }) => base },
    {
      key: 'digest',
      title: t('versions.digest'),
      width: '140px',
      render: ({ adapterDigest }) => <code>{adapterDigest.slice(0, 12)}</code>,
    },
    {
      key: 'created',
      title: t('versions.created'),
      width: '110px',
      align: 'end',
      render: ({ createdAt }) => <TimeText at={createdAt} />,
    },
  ];
  return (
    <>
      <PageHead title={t('versions.title')} />
      <QueryPane query={list.query as never}>
        {() => (list.rows.length === 0 ? <EmptyState>{t('versions.empty')}</EmptyState> : null)}
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<ModelVersion>
          label={t('versions.title')}
          columns={columns}
          rows={list.rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={({ id }) => void navigate({ to: `/p/${project}/models/versions/${id}` })}
        />
      )}
    </>
  );
}
