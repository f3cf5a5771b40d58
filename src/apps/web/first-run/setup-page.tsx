import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { exampleApi } from '#stages/loop/web/index.ts';
import { sessionApi, useSession } from '../account/session.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { ThemeSwitch } from '../shell/theme-switch.tsx';
import { OpenExample } from './open-example.tsx';
import { OwnerForm } from './owner-form.tsx';
import { StarterModel } from './starter-model.tsx';
import styles from './setup.module.css';

/** Where the owner's one-time link leads the first time: who they are, where things lie, and the example. */
export default function SetupPage() {
  const { t } = useTranslation('setup');
  const { person, isAdministrator, isLoaded } = useSession();
  const status = useQuery(sessionApi.status.queryOptions({ enabled: isAdministrator }));
  const example = useQuery(exampleApi.get.queryOptions({ enabled: isAdministrator }));
  usePageTitle(t('title'));
  if (!isLoaded) return null;
  if (!isAdministrator || !person) return <NotFound />;
  return (
    <main className={styles.column}>
      <header className={styles.top}>
        <img src="/mark.svg" width={22} height={22} alt="" />
        <h1>{t('title')}</h1>
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <ol className={styles.steps}>
        <li>
          <h2>{t('owner.title')}</h2>
          <OwnerForm person={person} />
        </li>
        <li>
          <h2>{t('data.title')}</h2>
          <QueryPane query={status}>
            {({ dataDirectory, database }) => (
              <dl className={styles.facts}>
                <dt>{t('data.directory')}</dt>
                <dd>
                  <code>{dataDirectory}</code>
                </dd>
                <dt>{t('data.database')}</dt>
                <dd>{database.startsWith('embedded') ? t('data.embedded') : <code>{database}</code>}</dd>
              </dl>
            )}
          </QueryPane>
          <p className="quiet">{t('data.text')}</p>
        </li>
        <li>
          <h2>{t('model.title')}</h2>
          <QueryPane query={example}>{({ base }) => <StarterModel base={base} />}</QueryPane>
        </li>
        <li>
          <h2>{t('example.title')}</h2>
          <QueryPane query={example}>{found => <OpenExample example={found} />}</QueryPane>
        </li>
      </ol>
    </main>
  );
}
