import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { textOfError } from './error-text.ts';
import styles from './panes.module.css';

/** In the pane that failed, while the others live on: what happened, what to do, the code to quote, and once more. */
export function ErrorPane({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { message, remedy, code } = textOfError(t, error);
  return (
    <div role="alert" className={styles.pane}>
      <p className={styles.what}>
        <span className={styles.mark} aria-hidden>
          !
        </span>
        {message}
      </p>
      {remedy && <p className="quiet">{remedy}</p>}
      <p className={styles.actions}>
        {retry && <Button onClick={retry}>{t('shell:retry')}</Button>}
        <code className="quiet">{code}</code>
      </p>
    </div>
  );
}
