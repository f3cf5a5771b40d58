import { useFormat } from '../use-language.ts';
import styles from './numbers.module.css';

export type Interval = {
  /** Shares in [0, 1]. */
  value: number;
  low: number;
  high: number;
  n: number;
};

/** The only way to print a rate: `71.3 % [63.2, 78.4] n=128`. `bare` leaves unit and n to the table's heading. */
export function IntervalText({
  of: { value, low, high, n },
  bare = false,
}: {
  of: Interval;
  bare?: boolean;
}) {
  const format = useFormat();
  const bounds = `[${format.rate(low)}, ${format.rate(high)}]`;
  return (
    <span className={styles.interval}>
      {bare ? format.rate(value) : format.percent(value)} <span className="quiet">{bounds}</span>
      {!bare && <span className="quiet"> n={format.count(n)}</span>}
    </span>
  );
}
