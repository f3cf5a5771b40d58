import { Link } from '@tanstack/react-router';
import { useFormat } from '../use-language.ts';
import styles from './numbers.module.css';

/** A count that opens the rows it was counted from, already filtered. */
export function CountLink({
  count,
  to,
  search,
}: {
  count: number;
  to: string;
  search?: Record<string, unknown>;
}) {
  const format = useFormat();
  return (
    <Link to={to} search={(search ?? {}) as never} className={styles.opens}>
      {format.count(count)}
    </Link>
  );
}
