import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { Icon } from '#platform/ui/icon.tsx';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { rejectSchema } from '../../sources/import.contract.ts';
import { importApi } from '../api.ts';
import { RejectReason } from './reject-reason.tsx';
import styles from './imports.module.css';

type Reject = z.infer<typeof rejectSchema>;

/** Rows that could not come in: line, reason, what to do, and the raw text; as a file too. */
export function RejectTable({ project, id }: { project: string; id: string }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const list = useKeyset<Reject>(
    importApi.rejects.infiniteOptions({
      input: (after: string | undefined) => ({ project, id, after, limit: 100 }),
      ...fromStart,
    }),
  );
  return (
    <section className={styles.rejects} aria-labelledby="rejects">
      <div className={styles.rejectHead}>
        <h2 id="rejects">{t('rejects.title')}</h2>
        <Button
          size="small"
          icon={<Icon name="export" />}
          href={`/api/v1/projects/${project}/imports/${id}/rejects.jsonl`}
        >
          {t('rejects.download')}
        </Button>
      </div>
      <QueryPane query={list.query as never}>
        {() => (
          <DataTable
            keyOf={row => String(row.line)}
            rows={list.rows}
            expand={({ raw }) => <pre className={styles.raw}>{raw}</pre>}
            columns={[
              {
                title: t('rejects.line'),
                width: 90,
                align: 'end',
                render: ({ line }) => format.count(line),
              },
              { title: t('rejects.reason'), width: 200, render: ({ code }) => t(`reject.${code}`) },
              {
                title: t('rejects.field'),
                width: 160,
                render: ({ field }) => field && <code>{field}</code>,
              },
              {
                title: t('rejects.remedy'),
                render: ({ code, message }) => <RejectReason code={code} message={message} />,
              },
            ]}
          />
        )}
      </QueryPane>
      {list.hasMore && <Button onClick={list.loadMore}>{t('more')}</Button>}
    </section>
  );
}
