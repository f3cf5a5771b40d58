import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { Run } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';
import { useRunColumns } from './use-run-columns.tsx';

/** All runs, newest first; marked ones are compared. */
export default function RunsPage() {
  const { t } = useTranslation('tuning');
  const project = useProject();
  const navigate = useNavigate();
  const list = useKeyset<Run>(
    runApi.list.infiniteOptions({ input: (after: string | undefined) => ({ project, after }), ...fromStart }),
  );
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const columns = useRunColumns();
  usePageTitle(t('runs.title'));
  const open = ({ number }: Run) => void navigate({ to: `/p/${project}/tuning/runs/${number}` });
  const numbers = useMemo(
    () => list.rows.filter(run => marked.has(run.id)).map(run => run.number),
    [list.rows, marked],
  );
  const compare = () =>
    void navigate({ to: `/p/${project}/tuning/compare`, search: { runs: numbers.join(',') } as never });
  const start = () => void navigate({ to: `/p/${project}/tuning/runs/new` });
  useKeys({ n: start, c: numbers.length > 1 ? compare : undefined });
  return (
    <>
      <PageHead
        title={t('runs.title')}
        actions={
          <>
            <Button disabled={numbers.length < 2} aria-keyshortcuts="C" onClick={compare}>
              {numbers.length < 2 ? t('action.compare') : t('runs.compare', { count: numbers.length })}
              <Key of="C" />
            </Button>
            <Button type="primary" aria-keyshortcuts="N" onClick={start}>
              {t('runs.new')}
              <Key of="N" />
            </Button>
          </>
        }
      />
      <QueryPane query={list.query as never}>
        {() =>
          list.rows.length === 0 ? (
            <EmptyState action={<Link to={`/p/${project}/tuning/runs/new` as string}>{t('runs.new')}</Link>}>
              {t('runs.empty')}
            </EmptyState>
          ) : null
        }
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<Run>
          label={t('runs.title')}
          columns={columns}
          rows={list.rows}
          keyOf={run => run.id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={open}
          selected={marked}
          onSelect={id => setMarked(toggled(marked, id))}
        />
      )}
    </>
  );
}

export function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
