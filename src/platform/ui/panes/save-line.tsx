import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { TimeText } from '../numbers/time-text.tsx';
import type { SaveState } from '../use-autosave.ts';
import { textOfError } from './error-text.ts';

/** Whether what was typed is safe, and the choice where two people typed. */
export function SaveLine({ state, retry }: { state: SaveState; retry: () => void }) {
  const { t } = useTranslation();
  switch (state.kind) {
    case 'saved':
      return (
        <span className="quiet" role="status">
          {state.at && (
            <>
              {t('shell:save.saved')} <TimeText at={state.at} />
            </>
          )}
        </span>
      );
    case 'dirty':
    case 'saving':
      return (
        <span className="quiet" role="status">
          {t('shell:save.saving')}
        </span>
      );
    case 'conflict':
      return (
        <span role="alert">
          {t('shell:save.conflict')}{' '}
          <Button size="small" onClick={retry}>
            {t('shell:retry')}
          </Button>
        </span>
      );
    case 'failed':
      return (
        <span role="alert">
          {t('shell:save.failed', { reason: textOfError(t, state.error).message })}{' '}
          <Button size="small" onClick={retry}>
            {t('shell:retry')}
          </Button>
        </span>
      );
  }
}
