import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../use-language.ts';
import styles from './numbers.module.css';

/** A number that opens the rows it was counted from, already filtered; `children` where it is more than a count. */
export function CountLink({
  count,
  to,
  search,
  children,
}: {
  count: number;
  to: string;
  search?: Record<string, unknown>;
  children?: ReactNode;
}) {
  const format = useFormat();
  return (
    <Link to={to} search={(search ?? {}) as never} className={styles.opens}>
      {children ?? format.count(count)}
    </Link>
  );
}
