import { useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '#platform/ui/api/live-events.ts';
import { queryClient } from '#platform/ui/api/query-client.ts';
import { type Reach, useReach } from '#platform/ui/api/reach.ts';
import { sessionApi } from './session.ts';
import styles from './account.module.css';

const askAgainMs = 3_000;

/**
 * One line over whatever page is open, while the server is away or the session has ended. The page stays as it is, with all
 * that was typed; once both are back it reads again what it shows.
 */
export function ReachBanner() {
  const { t } = useTranslation('shell');
  const { project } = useParams({ strict: false }) as { project?: string };
  const connection = useConnection(project);
  const noted = useReach();
  const reach: Reach = noted === 'ok' && connection === 'lost' ? 'gone' : noted;
  useReturn(reach);
  if (reach === 'ok') return null;
  return (
    <p role="status" className={styles.banner}>
      {t(reach === 'gone' ? 'lost' : 'ended.text')}
      {reach === 'signed-out' && (
        <a href="/sign-in" target="_blank" rel="noreferrer">
          {t('ended.again')}
        </a>
      )}
    </p>
  );
}

function useReturn(reach: Reach): void {
  const before = useRef(reach);
  useEffect(() => {
    if (before.current !== 'ok' && reach === 'ok') void queryClient.invalidateQueries();
    before.current = reach;
    if (reach === 'ok') return;
    const ask = () =>
      void (reach === 'gone' ? sessionApi.health.call() : sessionApi.me.call()).catch(() => undefined);
    const timer = setInterval(ask, askAgainMs);
    addEventListener('focus', ask);
    return () => {
      clearInterval(timer);
      removeEventListener('focus', ask);
    };
  }, [reach]);
}
