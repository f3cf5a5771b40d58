import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewApi } from '#stages/loop/web/index.ts';
import type { Project } from '#stages/need/project.contract.ts';
import { Icon } from '#platform/ui/icon.tsx';
import { findStage, stageNames } from '../stages.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { ProjectSwitcher } from './project-switcher.tsx';
import { SignOut } from './sign-out.tsx';
import { Station } from './station.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import styles from './rail.module.css';

/** The nine stages as stations of one line that bends back into the loop. */
export function Rail({ project, found }: { project: string; found: Project | undefined }) {
  const { t } = useTranslation('shell');
  const { data } = useQuery(
    overviewApi.get.queryOptions({ input: { project }, enabled: found !== undefined }),
  );
  return (
    <nav className={styles.rail} aria-label={t('stage.loop')}>
      <ProjectSwitcher current={project} found={found} />
      <ol className={styles.line}>
        {stageNames.map(name => (
          <Station
            key={name}
            project={project}
            name={name}
            stage={findStage(name)}
            facts={data?.stations[name]}
          />
        ))}
        <li className={styles.back}>
          <Station project={project} name="loop" stage={findStage('loop')} as="div" />
          {found && <span className="quiet">{t('turn', { turn: found.turn })}</span>}
        </li>
      </ol>
      <div className={styles.foot}>
        <Link to="/queue">
          <Icon name="queue" /> {t('queue')}
        </Link>
        <Link to={'/settings/profile' as string}>
          <Icon name="settings" /> {t('settings')}
        </Link>
        <span className={styles.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
          <SignOut />
        </span>
      </div>
    </nav>
  );
}
