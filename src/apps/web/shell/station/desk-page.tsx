import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useSession } from '../../account/session.ts';
import { PersonalLinks } from '../personal-links.tsx';
import styles from './coming.module.css';

/** What an agent meets until there is a workbench. */
export default function DeskPage() {
  const { t } = useTranslation('shell');
  const { isAgent } = useSession();
  usePageTitle(t('coming.desk.title'));
  return (
    <main className={styles.desk}>
      <PageHead title={t('coming.desk.title')} facts={t('coming.facts')} actions={<PersonalLinks />} />
      <div className={styles.text}>
        <p>{t('coming.desk.purpose')}</p>
        <p className="quiet">{isAgent ? t('coming.desk.nothing') : t('coming.desk.already')}</p>
        {isAgent && (
          <p>
            <Link to="/queue">{t('queue')}</Link>
          </p>
        )}
      </div>
    </main>
  );
}
