import type { ReactNode } from 'react';
import styles from './panes.module.css';

/** One sentence that says what this is for, one action, at most one link beside it. No picture. */
export function EmptyState({
  children,
  action,
  beside,
}: {
  children: ReactNode;
  action?: ReactNode;
  beside?: ReactNode;
}) {
  return (
    <div className={styles.pane}>
      <p className={styles.purpose}>{children}</p>
      {(action ?? beside) && (
        <p className={styles.actions}>
          {action}
          {beside}
        </p>
      )}
    </div>
  );
}
