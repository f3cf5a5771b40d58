import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { VoteRow } from '../../results/vote-list.contract.ts';
import styles from './votes.module.css';

/** What a vote said of the two, with its word: tuned solid, untuned hatched. */
export function OutcomeChip({ outcome, count = 1 }: { outcome: VoteRow['outcome']; count?: number }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  return (
    <span className={styles.chip} data-outcome={outcome}>
      {t(`short.${outcome}`)}
      {count > 1 && ` ${format.count(count)}`}
    </span>
  );
}
