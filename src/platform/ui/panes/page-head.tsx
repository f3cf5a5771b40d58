import type { ReactNode } from 'react';
import styles from './panes.module.css';

/** Title, state and facts at the left; actions at the right, the primary one last. */
export function PageHead({
  title,
  state,
  facts,
  actions,
}: {
  title: ReactNode;
  state?: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className={styles.head}>
      <h1 tabIndex={-1}>{title}</h1>
      {state}
      {facts && <span className={styles.facts}>{facts}</span>}
      {actions && <div className={styles.headActions}>{actions}</div>}
    </header>
  );
}
