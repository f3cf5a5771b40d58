import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Button, Input } from 'antd';
import type { AuditEntry } from '#platform/auth/audit.contract.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { type Column, VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { auditApi } from './api.ts';

const searchSchema = z.object({ action: z.string().optional(), subject: z.string().optional() });

/** Every change of rights, release, export and deletion; nothing of it can be changed or deleted. */
export default function AuditPage() {
  const { t } = useTranslation('shell');
  const [search, change] = useSearchState(searchSchema);
  const list = useKeyset<AuditEntry>(
    auditApi.list.infiniteOptions({
      input: (after: string | undefined) => ({
        after,
        limit: 100,
        ...(search.action ? { action: search.action } : {}),
        ...(search.subject ? { subjectId: search.subject } : {}),
      }),
      ...fromStart,
    }),
  );
  usePageTitle(t('settingsPage.audit'));
  const everything = search.subject && (
    <Button onClick={() => change({ subject: undefined })}>{t('audit.all')}</Button>
  );
  const columns: Column<AuditEntry>[] = [
    { key: 'at', title: t('audit.at'), width: '100px', render: ({ at }) => <TimeText at={at} /> },
    {
      key: 'who',
      title: t('audit.who'),
      width: 'minmax(140px, 1fr)',
      render: ({ actor, actorName }) => actorName ?? actor,
    },
    { key: 'what', title: t('audit.what'), width: '200px', render: ({ action }) => <code>{action}</code> },
    {
      key: 'subject',
      title: t('audit.subject'),
      width: 'minmax(160px, 1fr)',
      render: ({ subjectKind, subjectId }) => `${subjectKind} ${subjectId.slice(0, 18)}`,
    },
    {
      key: 'detail',
      title: t('audit.detail'),
      width: 'minmax(200px, 2fr)',
      render: ({ detail }) => <code>{JSON.stringify(detail)}</code>,
    },
  ];
  return (
    <>
      <PageHead
        title={t('settingsPage.audit')}
        facts={search.subject ? <code>{search.subject}</code> : t('audit.facts')}
        actions={
          <>
            {list.rows.length > 0 && everything}
            <Input
              allowClear
              key={search.action ?? ''}
              defaultValue={search.action}
              placeholder={t('audit.filter')}
              aria-label={t('audit.filter')}
              onPressEnter={event => change({ action: event.currentTarget.value.trim() || undefined })}
              onClear={() => change({ action: undefined })}
            />
          </>
        }
      />
      <QueryPane query={list.query as never}>
        {() =>
          list.rows.length === 0 ? <EmptyState action={everything}>{t('audit.empty')}</EmptyState> : null
        }
      </QueryPane>
      {list.rows.length > 0 && (
        <VirtualTable<AuditEntry>
          label={t('settingsPage.audit')}
          columns={columns}
          rows={list.rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
        />
      )}
    </>
  );
}
