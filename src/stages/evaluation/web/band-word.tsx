import { useTranslation } from 'react-i18next';
import { bandSigns, type Verdict } from './bands.ts';
import styles from './bands.module.css';

/** Sign, word and strength of a verdict; for an insufficient one no band at all. Confirmed is filled, indicative outlined. */
export function BandWord({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('evaluation');
  if (verdict.kind !== 'band') return <span className={styles.none}>{t(`verdict.${verdict.kind}`)}</span>;
  const { band, strength } = verdict;
  return (
    <span className={styles.word} data-band={band}>
      <span aria-hidden>{bandSigns[band]}</span>
      {t(`band.${band}`)}
      <span className={styles.chip} data-strength={strength}>
        {t(`strength.${strength}`)}
      </span>
    </span>
  );
}
