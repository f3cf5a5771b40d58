import { Button, Segmented } from 'antd';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { DiffText } from '#platform/ui/texts/diff-text.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { CleaningRun, clusterSchema } from '../../cleaning/cleaning-run.contract.ts';
import { cleaningApi } from '../api.ts';
import styles from './cleaning.module.css';

type Cluster = z.infer<typeof clusterSchema>;
const methods = ['exact', 'normalised', 'near', 'contradiction'] as const;

type Props = {
  project: string;
  run: CleaningRun;
  method: Cluster['method'] | undefined;
  choose: (method: Cluster['method'] | undefined) => void;
};

/** Duplicates and contradictions: the proposed representative first, the others against it. */
export function ClusterList({ project, run, method, choose }: Props) {
  const { t } = useTranslation('data');
  const list = useKeyset<Cluster>(
    cleaningApi.clusters.infiniteOptions({
      input: (after: string | undefined) => ({ project, id: run.id, method, after, limit: 50 }),
      ...fromStart,
    }),
  );
  return (
    <div className={styles.clusters}>
      <Segmented
        value={method ?? 'all'}
        onChange={value => choose(value === 'all' ? undefined : (value as Cluster['method']))}
        options={[
          { value: 'all', label: t('records.all') },
          ...methods.map(value => ({ value, label: t(`method.${value}`) })),
        ]}
      />
      <QueryPane query={list.query as never}>
        {() => (list.rows.length === 0 ? <EmptyState>{t('cleaning.noCluster')}</EmptyState> : null)}
      </QueryPane>
      {list.rows.map(cluster => (
        <ClusterView key={cluster.id} project={project} cluster={cluster} />
      ))}
      {list.hasMore && <Button onClick={list.loadMore}>{t('more')}</Button>}
    </div>
  );
}

function ClusterView({ project, cluster }: { project: string; cluster: Cluster }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const first = cluster.members.find(({ recordId }) => recordId === cluster.representativeId);
  return (
    <section className={styles.cluster}>
      <h3>
        {t(`method.${cluster.method}`)}{' '}
        <span className="quiet">{t('cleaning.size', { count: cluster.size })}</span>
      </h3>
      <ol>
        {cluster.members.map(({ recordId, preview, similarity, protectedBy }) => (
          <li key={recordId}>
            <span aria-hidden>{recordId === cluster.representativeId ? '◉' : '○'}</span>
            <Link to={`/p/${project}/data/records/${recordId}` as string}>
              {first && recordId !== first.recordId ? (
                <DiffText from={first.preview} to={preview} />
              ) : (
                preview
              )}
            </Link>
            <span className="quiet">
              {recordId === cluster.representativeId
                ? t('cleaning.representative')
                : format.decimal(similarity, 2)}
              {protectedBy && ` · ${t(`protected.${protectedBy}`, { defaultValue: protectedBy })}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
