import { useTranslation } from 'react-i18next';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';

/** A fault of the page itself; the frame around it lives on. */
export function PageFailure({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation('shell');
  return (
    <>
      <PageHead title={t('failure.title')} facts={t('failure.text')} />
      <ErrorPane error={error} retry={reset} />
    </>
  );
}
