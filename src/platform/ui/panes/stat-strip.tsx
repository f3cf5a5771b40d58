import type { ReactNode } from 'react';
import { Spark } from '../charts/spark.tsx';
import styles from './stat-strip.module.css';

export type Stat = {
  name: string;
  value: ReactNode;
  unit?: string;
  /** One line that says how to read it. */
  meaning?: ReactNode;
  spark?: readonly number[];
};

/** Four to six numbers in one bordered strip. */
export function StatStrip({ stats }: { stats: readonly Stat[] }) {
  return (
    <dl className={styles.strip}>
      {stats.map(({ name, value, unit, meaning, spark }) => (
        <div key={name} className={styles.stat}>
          <dt>{name}</dt>
          <dd>
            <span className={styles.value}>{value}</span>
            {unit && <span className={styles.unit}> {unit}</span>}
            {spark && spark.length > 1 && <Spark values={spark} />}
          </dd>
          {meaning && <dd className={styles.meaning}>{meaning}</dd>}
        </div>
      ))}
    </dl>
  );
}
