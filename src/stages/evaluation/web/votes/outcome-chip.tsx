import { useTranslation } from 'react-i18next';
import type { VoteRow } from '../../results/vote-list.contract.ts';
import styles from './votes.module.css';

/** What a vote said of the two, with its word: tuned solid, untuned hatched. */
export function OutcomeChip({ outcome }: { outcome: VoteRow['outcome'] }) {
  const { t } = useTranslation('evaluation');
  return (
    <span className={styles.chip} data-outcome={outcome}>
      {t(`short.${outcome}`)}
    </span>
  );
}
