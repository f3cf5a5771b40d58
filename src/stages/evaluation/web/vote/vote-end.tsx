import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { voteApi } from '../api.ts';
import type { Which } from './use-ballot.ts';

/** Thanks, and the last vote can still be taken back while voting is open. Nothing about who won. */
export function VoteEnd({ which, voted }: { which: Which; voted: number }) {
  const { t } = useTranslation('evaluation');
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: () => voteApi.undo.call(which),
    onSuccess: turn => queries.setQueryData(voteApi.next.queryKey({ input: which }), turn),
  });
  useKeys({ z: () => voted > 0 && undo.mutate() });
  return (
    <main>
      <EmptyState
        action={<Link to={'/queue' as string}>{t('shell:queue')}</Link>}
        beside={
          voted > 0 && (
            <Button type="link" aria-keyshortcuts="Z" onClick={() => undo.mutate()}>
              {t('vote.undo')}
              <Key of="Z" />
            </Button>
          )
        }
      >
        {t('vote.done', { count: voted })}
      </EmptyState>
      {undo.error && <ErrorPane error={undo.error} />}
    </main>
  );
}
