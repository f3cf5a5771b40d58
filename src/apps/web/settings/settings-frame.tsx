import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { SignOut } from '../shell/sign-out.tsx';
import { ThemeSwitch } from '../shell/theme-switch.tsx';
import { useSession } from '../account/session.ts';
import styles from './settings.module.css';

const everybody = ['profile'] as const;
const administration = ['members', 'keys', 'audit'] as const;

/** What belongs to a person, and, for owner and admin, what belongs to the installation. */
export function SettingsFrame() {
  const { t } = useTranslation('shell');
  const { isAdministrator, seesQueueOnly } = useSession();
  const pages = isAdministrator ? [...everybody, ...administration] : everybody;
  return (
    <div className={styles.frame}>
      <nav className={styles.rail} aria-label={t('settings')}>
        {seesQueueOnly ? (
          <Link to="/queue">{t('queue')}</Link>
        ) : (
          <Link to="/projects">{t('allProjects')}</Link>
        )}
        <ul>
          {pages.map(page => (
            <li key={page}>
              <Link to={`/settings/${page}` as string} activeProps={{ 'aria-current': 'page' }}>
                {t(`settingsPage.${page}`)}
              </Link>
            </li>
          ))}
        </ul>
        <span className={styles.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
          <SignOut />
        </span>
      </nav>
      <main className={styles.sheet} id="content">
        <Outlet />
      </main>
    </div>
  );
}
