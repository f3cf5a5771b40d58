import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { voteApi } from '#stages/evaluation/web/index.ts';
import { PersonalLinks } from '../shell/personal-links.tsx';
import styles from './queue.module.css';

/** What waits for me: votes, without a word about what is compared. */
export default function QueuePage() {
  const { t } = useTranslation('shell');
  const query = useQuery(voteApi.queue.queryOptions({ refetchInterval: 30_000 }));
  usePageTitle(t('queue'));
  return (
    <main className={styles.page}>
      <PageHead title={t('queue')} actions={<PersonalLinks />} />
      <QueryPane query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState>{t('queuePage.empty')}</EmptyState>
          ) : (
            <ul className={styles.list}>
              {items.map(({ project, projectName, evaluation, voted }) => (
                <li key={`${project}.${evaluation}`}>
                  <Link to={`/p/${project}/vote/${evaluation}` as string}>
                    {t('queuePage.vote', { project: projectName, number: evaluation })}
                  </Link>
                  <span className="quiet">{t('queuePage.voted', { count: voted })}</span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryPane>
    </main>
  );
}
