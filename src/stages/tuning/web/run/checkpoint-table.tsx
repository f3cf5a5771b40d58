import { useQuery } from '@tanstack/react-query';

import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Run } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';
import styles from './run.module.css';

/** What was saved, and what of it is still there. */
export function CheckpointTable({ project, run }: { project: string; run: Run }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const query = useQuery(runApi.checkpoints.queryOptions({ input: { project, run: run.id } }));
  return (
    <section className={styles.pane} aria-labelledby="checkpoints">
      <div className={styles.paneHead}>
        <h2 id="checkpoints">{t('checkpoint.title')}</h2>
        <span className="quiet">{t('checkpoint.policy')}</span>
      </div>
      <QueryPane query={query}>
        {({ items }) => (
          <DataTable
            keyOf={row => String(row.step)}
            rows={items}
            empty={t('checkpoint.empty')}
            columns={[
              {
                title: t('run.step'),
                render: ({ step, best }) => (
                  <span className={styles.best}>
                    {format.count(step)} {best && <Icon name="star" />}
                  </span>
                ),
              },
              {
                title: t('run.state'),
                render: ({ best, isKept }) =>
                  t(isKept ? (best ? 'checkpoint.best' : 'checkpoint.kept') : 'checkpoint.dropped'),
              },
              {
                title: t('checkpoint.size'),
                align: 'end',
                render: ({ sizeBytes }) => format.bytes(sizeBytes),
              },
              {
                title: t('checkpoint.digest'),
                render: ({ digest }) => <code>{digest.slice(0, 12)}</code>,
              },
              {
                title: t('run.created'),
                align: 'end',
                render: ({ createdAt }) => <TimeText at={createdAt} />,
              },
            ]}
          />
        )}
      </QueryPane>
    </section>
  );
}
