import { useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { findStage } from '../stages.ts';
import { StagePages } from './stage-pages.tsx';
import styles from './shell.module.css';

/** Where the rail is folded to its stations, the open stage's pages stand above the sheet. */
export function PagesStrip({ project }: { project: string }) {
  const { t } = useTranslation('shell');
  const { pathname } = useLocation();
  const stage = findStage(pathname.split('/')[3] ?? '');
  if (!stage || stage.menu.length < 2) return null;
  return (
    <nav className={styles.strip} aria-label={t(`stage.${stage.name}`)}>
      <ul>
        <StagePages project={project} stage={stage} />
      </ul>
    </nav>
  );
}
