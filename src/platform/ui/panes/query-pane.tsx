import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorPane } from './error-pane.tsx';
import styles from './panes.module.css';

const dimAfterMs = 400;
const slowAfterMs = 5_000;

/**
 * What a query shows in each of its states: a bar while it comes, the data dimmed only when that takes long, the error in
 * its place. `children` draws the data.
 */
export function QueryPane<Data>({
  query,
  children,
}: {
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'isFetching' | 'refetch'>;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, isFetching, refetch } = query;
  if (error && data === undefined) return <ErrorPane error={error} retry={() => void refetch()} />;
  return (
    <div className={styles.query} aria-busy={isFetching}>
      <LoadingBar isOn={isFetching} isFirst={data === undefined} />
      {data !== undefined && children(data)}
    </div>
  );
}

/** Two pixels at the top of the pane, after a moment; words when it is slow. */
export function LoadingBar({ isOn, isFirst }: { isOn: boolean; isFirst: boolean }) {
  const { t } = useTranslation();
  const waited = useWaited(isOn);
  if (!isOn || (waited < dimAfterMs && !isFirst)) return null;
  return (
    <>
      <div className={styles.bar} />
      {isFirst && waited >= slowAfterMs && (
        <p className={styles.slow} role="status">
          {t('shell:slow')}
        </p>
      )}
    </>
  );
}

function useWaited(isOn: boolean): number {
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    setWaited(0);
    if (!isOn) return;
    const timers = [dimAfterMs, slowAfterMs].map(ms => setTimeout(() => setWaited(ms), ms));
    return () => timers.forEach(clearTimeout);
  }, [isOn]);
  return waited;
}
