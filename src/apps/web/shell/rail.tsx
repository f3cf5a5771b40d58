import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewApi } from '#stages/loop/web/index.ts';
import type { Project } from '#stages/need/project.contract.ts';
import { Icon } from '#platform/ui/icon.tsx';
import { findStage, stageNames } from '../stages.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { PaletteButton } from './palette/palette-button.tsx';
import { RailBar } from './rail-bar.tsx';
import { useBottomSheet } from './use-bottom-sheet.ts';
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
  const sheet = useBottomSheet();
  return (
    <>
      <RailBar found={found} isOpen={sheet.isOpen} toggle={sheet.toggle} />
      {sheet.isOpen && <div className={styles.behind} onClick={sheet.close} aria-hidden />}
      <nav id="rail" className={styles.rail} data-sheet={sheet.isOpen} aria-label={t('stage.loop')}>
        <ProjectSwitcher current={project} found={found} />
        <PaletteButton />
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
            {found && <span className={`quiet ${styles.word}`}>{t('turn', { turn: found.turn })}</span>}
          </li>
        </ol>
        <div className={styles.foot}>
          <Link to="/queue" title={t('queue')}>
            <Icon name="queue" /> <span className={styles.word}>{t('queue')}</span>
          </Link>
          <Link to={'/settings/profile' as string} title={t('settings')}>
            <Icon name="settings" /> <span className={styles.word}>{t('settings')}</span>
          </Link>
          <span className={styles.switches}>
            <LanguageSwitch />
            <ThemeSwitch />
            <SignOut />
          </span>
        </div>
      </nav>
    </>
  );
}
