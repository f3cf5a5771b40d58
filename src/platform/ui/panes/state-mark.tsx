import styles from './state-mark.module.css';

export type Mark = 'running' | 'waiting' | 'done' | 'failed' | 'paused' | 'cancelled' | 'none';

/** A state as a small sign and its word, never as a colour alone. */
export function StateMark({ mark, children }: { mark: Mark; children: string }) {
  return (
    <span className={styles.state} data-mark={mark}>
      <span className={styles.sign} aria-hidden />
      {children}
    </span>
  );
}
