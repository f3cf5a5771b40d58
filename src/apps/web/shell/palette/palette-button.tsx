import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { Key } from '#platform/ui/keys/key.tsx';
import { openPalette } from './palette-state.ts';
import styles from '../rail.module.css';

/** The palette's place in the rail. */
export function PaletteButton() {
  const { t } = useTranslation('shell');
  return (
    <button
      type="button"
      className={styles.search}
      aria-keyshortcuts="Control+K"
      title={t('search')}
      onClick={openPalette}
    >
      <Icon name="search" />
      <span>{t('search')}</span>
      <Key of="Mod+K" />
    </button>
  );
}
