import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../account/session.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { SignOut } from './sign-out.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** Where there is no rail: the way to the projects for who has any to see, the own account, language, theme, out. */
export function PersonalLinks() {
  const { t } = useTranslation('shell');
  const { seesQueueOnly } = useSession();
  return (
    <>
      {!seesQueueOnly && <Link to="/projects">{t('allProjects')}</Link>}
      <Link to={'/settings/profile' as string}>{t('settings')}</Link>
      <LanguageSwitch />
      <ThemeSwitch />
      <SignOut />
    </>
  );
}
