import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { CountLink } from '#platform/ui/numbers/count-link.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { Source } from '../../sources/source.contract.ts';
import { sourceApi } from '../api.ts';
import { SourceForm } from './source-form.tsx';

/** Where data comes from, with the right to use it. A missing licence is a visible gap, not a blocked page. */
export default function SourcesPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const [edited, setEdited] = useState<Source | 'new'>();
  const list = useKeyset<Source>(
    sourceApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, after }),
      ...fromStart,
    }),
  );
  usePageTitle(t('sources.title'));
  useKeys({ n: () => setEdited('new') });
  const create = (
    <Button type="primary" aria-keyshortcuts="N" onClick={() => setEdited('new')}>
      {t('sources.new')}
      <Key of="N" />
    </Button>
  );
  const columns = useColumns(project);
  return (
    <>
      <PageHead title={t('sources.title')} actions={create} />
      <QueryPane query={list.query as never}>
        {() =>
          list.rows.length === 0 ? (
            <EmptyState
              action={create}
              beside={<Link to={`/p/${project}/need` as string}>{t('sources.brief')}</Link>}
            >
              {t('sources.empty')}
            </EmptyState>
          ) : null
        }
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<Source>
          label={t('sources.title')}
          columns={columns}
          rows={list.rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={setEdited}
        />
      )}
      {edited && (
        <SourceForm
          project={project}
          source={edited === 'new' ? undefined : edited}
          close={() => setEdited(undefined)}
        />
      )}
    </>
  );
}

function useColumns(project: string): Column<Source>[] {
  const { t } = useTranslation('data');
  const gap = <em className="quiet">{t('sources.missing')}</em>;
  return [
    { key: 'name', title: t('sources.name'), width: 'minmax(160px, 2fr)', render: ({ name }) => name },
    {
      key: 'origin',
      title: t('sources.origin'),
      width: '150px',
      render: ({ origin }) => t(`origin.${origin}`),
    },
    {
      key: 'licence',
      title: t('sources.licence'),
      width: 'minmax(120px, 1fr)',
      render: ({ licence }) => licence || gap,
    },
    {
      key: 'consent',
      title: t('sources.consent'),
      width: 'minmax(160px, 1.5fr)',
      render: ({ consentBasis }) => consentBasis || gap,
    },
    { key: 'grade', title: t('sources.grade'), width: '80px', render: ({ grade }) => grade ?? '–' },
    {
      key: 'records',
      title: t('sources.records'),
      width: '120px',
      align: 'end',
      render: ({ id, records }) => (
        <CountLink count={records} to={`/p/${project}/data/records`} search={{ source: id }} />
      ),
    },
  ];
}
