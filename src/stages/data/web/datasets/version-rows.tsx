import { Button, Segmented } from 'antd';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { type DatasetRow, splits } from '../../datasets/dataset.contract.ts';
import { datasetApi } from '../api.ts';
import { RowView } from '../records/row-view.tsx';
import styles from './datasets.module.css';

const searchSchema = z.object({ split: z.enum(splits).optional() });

/** Rows as they are trained on or asked, in the order of the file. */
export function VersionRows({ project, version }: { project: string; version: string }) {
  const { t } = useTranslation('data');
  const [{ split }, change] = useSearchState(searchSchema);
  const list = useKeyset<DatasetRow>(
    datasetApi.rows.infiniteOptions({
      input: (after: string | undefined) => ({ project, id: version, split, after, limit: 25 }),
      ...fromStart,
    }),
  );
  return (
    <section className={styles.split} aria-labelledby="rows">
      <div className={styles.rowsHead}>
        <h2 id="rows">{t('datasets.rowsName')}</h2>
        <Segmented
          size="small"
          value={split ?? 'all'}
          onChange={value =>
            change(
              { split: value === 'all' ? undefined : (value as (typeof splits)[number]) },
              { replace: true },
            )
          }
          options={[
            { value: 'all', label: t('records.all') },
            ...splits.map(value => ({ value, label: t(`split.${value}`) })),
          ]}
        />
      </div>
      <QueryPane query={list.query as never}>{() => null}</QueryPane>
      <ol className={styles.rows}>
        {list.rows.map(row => (
          <li key={row.revisionId}>
            <p className={styles.rowFacts}>
              <Link to={`/p/${project}/data/records/${row.recordId}` as string}>
                <code>…{row.recordId.slice(-6)}</code>
              </Link>
              <span>{t(`split.${row.split}`)}</span>
              {row.label && <code>{row.label}</code>}
            </p>
            <RowView row={row} />
          </li>
        ))}
      </ol>
      {list.hasMore && <Button onClick={list.loadMore}>{t('more')}</Button>}
    </section>
  );
}
