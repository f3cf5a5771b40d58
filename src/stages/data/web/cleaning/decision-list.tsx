import { Button } from 'antd';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import type { CleaningRun } from '../../cleaning/cleaning-run.contract.ts';
import { cleaningApi } from '../api.ts';
import styles from './cleaning.module.css';

type Decision = Awaited<ReturnType<typeof cleaningApi.decisions.call>>['items'][number];

/** Decisions of one kind, or all, each with its reason and its row. */
export function DecisionList({
  project,
  run,
  kind,
}: {
  project: string;
  run: CleaningRun;
  kind: string | undefined;
}) {
  const { t } = useTranslation('data');
  const [operator, ...code] = kind?.split('.') ?? [];
  const wish = operator ? { operator, code: code.join('.') } : {};
  const list = useKeyset<Decision>(
    cleaningApi.decisions.infiniteOptions({
      input: (after: string | undefined) => ({ project, id: run.id, ...wish, after, limit: 100 }),
      ...fromStart,
    }),
  );
  return (
    <div className={styles.list}>
      <QueryPane query={list.query as never}>
        {() => (list.rows.length === 0 ? <EmptyState>{t('cleaning.noDecision')}</EmptyState> : null)}
      </QueryPane>
      <ul>
        {list.rows.map(decision => (
          <li key={decision.id} data-reverted={decision.revertedAt !== null}>
            <p>
              <strong>{t(`action.${decision.action}`)}</strong>{' '}
              <Link to={`/p/${project}/data/records/${decision.recordId}` as string}>
                {decision.externalId ?? `…${decision.recordId.slice(-6)}`}
              </Link>{' '}
              <span className="quiet">{decision.reason}</span>
            </p>
            <p>{decision.preview}</p>
          </li>
        ))}
      </ul>
      {list.hasMore && <Button onClick={list.loadMore}>{t('more')}</Button>}
    </div>
  );
}
