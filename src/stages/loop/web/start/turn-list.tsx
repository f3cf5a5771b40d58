import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { RowAction } from './row-action.tsx';
import { RowFacts } from './row-facts.tsx';
import type { TurnRow } from './turn-rows.ts';
import styles from './start.module.css';

export function TurnList({ project, rows }: { project: string; rows: readonly TurnRow[] }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  return (
    <ol className={styles.rows} aria-live="polite">
      {rows.map((row, at) => (
        <li key={row.name} data-state={row.state}>
          <span className={styles.sign} aria-hidden />
          <h2>
            {at + 1} {t(`start.row.${row.name}`)}
            <span className={styles.hidden}> {t(`step.${row.state}`)}</span>
          </h2>
          <RowFacts project={project} row={row} />
          <span className={styles.time}>
            {row.seconds !== undefined && row.seconds >= 0.5 && format.duration(row.seconds)}
          </span>
          <span className={styles.action}>
            <RowAction project={project} row={row} />
          </span>
        </li>
      ))}
    </ol>
  );
}
