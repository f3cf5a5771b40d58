import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LoadingBar } from '#platform/ui/panes/query-pane.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import { voteApi } from '../api.ts';
import { Ballot } from './ballot.tsx';
import { VoteEnd } from './vote-end.tsx';
import { VoteHead } from './vote-head.tsx';
import styles from './vote.module.css';

/**
 * The blind vote, alone on the screen. Nothing comes here that tells which answer is whose: the server keeps the sides, and
 * this page knows a token and two texts.
 */
export default function VotePage() {
  const { t } = useTranslation('evaluation');
  const project = useProject();
  const evaluation = useParam('evaluation');
  const ref = { project, evaluation };
  const query = useQuery({
    ...voteApi.next.queryOptions({ input: ref }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  usePageTitle(t('vote.title'));
  const turn = query.data;
  return (
    <div className={styles.screen}>
      <VoteHead progress={turn?.progress} />
      <LoadingBar isOn={query.isFetching} isFirst={!turn} />
      {query.error && !turn && <ErrorPane error={query.error} retry={() => void query.refetch()} />}
      {turn?.state === 'vote' && turn.pair && (
        <Ballot key={turn.pair.token} which={ref} pair={turn.pair} progress={turn.progress} />
      )}
      {turn?.state === 'done' && <VoteEnd which={ref} voted={turn.progress.voted} />}
    </div>
  );
}
