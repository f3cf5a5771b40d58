import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { Import } from '../../sources/import.contract.ts';
import { importApi } from '../api.ts';
import { jobMarks } from '../job-marks.ts';
import { DropZone } from './drop-zone.tsx';

/** Files on their way in and those that came; dropping one starts an import. */
export default function ImportsPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const navigate = useNavigate();
  const list = useKeyset<Import>(
    importApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, after }),
      ...fromStart,
    }),
  );
  usePageTitle(t('imports.title'));
  const columns = useColumns();
  const open = (id: string) => void navigate({ to: `/p/${project}/data/imports/${id}` });
  return (
    <>
      <PageHead title={t('imports.title')} />
      <DropZone
        project={project}
        onSent={sent => void navigate({ to: `/p/${project}/data/imports/new`, search: sent as never })}
      />
      <QueryPane query={list.query as never}>{() => null}</QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<Import>
          label={t('imports.title')}
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

function useColumns(): Column<Import>[] {
  const { t } = useTranslation('data');
  const format = useFormat();
  const count = (name: 'readCount' | 'recordCount' | 'duplicateCount' | 'rejectCount'): Column<Import> => ({
    key: name,
    title: t(`imports.${name}`),
    width: '110px',
    align: 'end',
    render: row => format.count(row[name]),
  });
  return [
    {
      key: 'number',
      title: t('imports.number'),
      width: '80px',
      render: ({ number }) => format.count(number),
    },
    {
      key: 'file',
      title: t('imports.file'),
      width: 'minmax(180px, 2fr)',
      render: ({ fileName }) => fileName,
    },
    {
      key: 'state',
      title: t('imports.state'),
      width: '130px',
      render: ({ state }) => <StateMark mark={jobMarks[state]}>{t(`job.${state}`)}</StateMark>,
    },
    count('readCount'),
    count('recordCount'),
    count('duplicateCount'),
    count('rejectCount'),
    {
      key: 'created',
      title: t('imports.created'),
      width: '100px',
      align: 'end',
      render: ({ createdAt }) => <TimeText at={createdAt} />,
    },
  ];
}
