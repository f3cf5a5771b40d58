import { useTranslation } from 'react-i18next';
import type { RecordRow } from '../../records/record.contract.ts';
import styles from './records.module.css';

const signs: Record<RecordRow['state'], string> = { active: '●', set_aside: '◇', dropped: '⌀' };

/** What became of a row, as sign and word. */
export function DecisionMark({ state }: { state: RecordRow['state'] }) {
  const { t } = useTranslation('data');
  return (
    <span className={styles.decision} data-state={state}>
      <span aria-hidden>{signs[state]}</span> {t(`recordState.${state}`)}
    </span>
  );
}
