import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';

export function NotFound() {
  const { t } = useTranslation('shell');
  usePageTitle(t('notFound.title'));
  return (
    <main>
      <PageHead title={t('notFound.title')} />
      <EmptyState action={<Link to="/projects">{t('notFound.action')}</Link>}>
        {t('notFound.text')}
      </EmptyState>
    </main>
  );
}
