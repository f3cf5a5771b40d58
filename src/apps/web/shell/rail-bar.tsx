import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import type { Project } from '#stages/need/project.contract.ts';
import { openPalette } from './palette/palette-state.ts';
import styles from './rail-bar.module.css';

type Props = { found: Project | undefined; isOpen: boolean; toggle: () => void };

/** What a phone shows of the rail: the project, search, my queue, and the way to everything else. */
export function RailBar({ found, isOpen, toggle }: Props) {
  const { t } = useTranslation('shell');
  return (
    <div className={styles.bar}>
      <button
        type="button"
        className={styles.menu}
        aria-expanded={isOpen}
        aria-controls="rail"
        onClick={toggle}
      >
        <img src="/mark.svg" width={22} height={22} alt="" />
        <strong>{found?.name ?? t('menu')}</strong>
        <Icon name="chevron" />
      </button>
      <button type="button" title={t('search')} aria-label={t('search')} onClick={openPalette}>
        <Icon name="search" size={18} />
      </button>
      <Link to="/queue" title={t('queue')} aria-label={t('queue')}>
        <Icon name="queue" size={18} />
      </Link>
    </div>
  );
}
