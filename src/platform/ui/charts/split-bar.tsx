import type { ReactNode } from 'react';
import styles from './split-bar.module.css';

export type Part = {
  name: string;
  count: number;
  /** A colour of the palette, by its property: `var(--violet)`. */
  fill: string;
  hatched?: boolean;
  /** The count as it is shown below, a link where it opens. */
  shown: ReactNode;
};

/** Parts of a whole, two pixels apart; the counts below are what can be opened. */
export function SplitBar({ parts, label }: { parts: readonly Part[]; label: string }) {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <figure aria-label={label}>
      <div className={styles.bar} aria-hidden>
        {parts
          .filter(part => part.count > 0)
          .map(({ name, count, fill, hatched }) => (
            <span
              key={name}
              className={styles.part}
              data-hatched={hatched}
              style={{ flexGrow: count / Math.max(1, total), ['--fill' as never]: fill }}
            />
          ))}
      </div>
      <figcaption className={styles.names}>
        {parts.map(({ name, fill, hatched, shown }) => (
          <span key={name}>
            <span
              className={styles.swatch}
              data-hatched={hatched}
              style={{ ['--fill' as never]: fill }}
              aria-hidden
            />
            {shown} {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
