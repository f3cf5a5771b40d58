import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '../keys/key.tsx';
import { useKeys } from '../keys/use-keys.ts';
import { textOfError } from '../panes/error-text.ts';
import { undoLast, useLastUndo } from './undo-list.ts';
import styles from './action-bar.module.css';

/** The foot of a page that acts on a query or selection: what it acts on, the actions, and the way back. */
export function ActionBar({ subject, actions }: { subject: ReactNode; actions?: ReactNode }) {
  return (
    <footer className={styles.bar}>
      <span className={styles.subject}>{subject}</span>
      {actions}
      <UndoButton />
    </footer>
  );
}

export function UndoButton() {
  const { t } = useTranslation();
  const last = useLastUndo();
  const [failure, setFailure] = useState<unknown>();
  const undo = () => void undoLast().then(() => setFailure(undefined), setFailure);
  useKeys({ z: last && undo });
  if (!last) return null;
  return (
    <span className={styles.undo} role="status">
      {failure === undefined ? last.done : textOfError(t, failure).message}
      <Button type="link" size="small" aria-keyshortcuts="Z" onClick={undo}>
        {t('shell:undo')}
        <Key of="Z" />
      </Button>
    </span>
  );
}
