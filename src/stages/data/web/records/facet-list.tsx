import { type ReactNode, useId } from 'react';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Counted } from '../../records/record-facets.contract.ts';
import styles from './facets.module.css';

/** The values of one field with what choosing each would give; the chosen one again lets go of it. */
export function FacetList({
  title,
  counted,
  chosen,
  nameOf,
  choose,
  beside,
}: {
  title: string;
  counted: readonly Counted[];
  chosen: string | undefined;
  nameOf: (value: string) => ReactNode;
  choose: (value: string | undefined) => void;
  beside?: ReactNode;
}) {
  const format = useFormat();
  const id = useId();
  const most = Math.max(1, ...counted.map(({ count }) => count));
  if (counted.length === 0) return null;
  return (
    <section className={styles.facet} aria-labelledby={id}>
      <h3 id={id}>
        {title}
        {beside}
      </h3>
      <ul>
        {counted.map(({ value, count }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={value === chosen}
              onClick={() => choose(value === chosen ? undefined : value)}
            >
              <span className={styles.name}>{nameOf(value)}</span>
              <span className={styles.bar} aria-hidden>
                <span style={{ width: `${(100 * count) / most}%` }} />
              </span>
              <span className={styles.count}>{format.compact(count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
