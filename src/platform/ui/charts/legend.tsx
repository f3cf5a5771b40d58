import type { Line } from './line-chart.tsx';
import styles from './charts.module.css';

/** Names of the lines; raw courses stand behind their smoothed ones and need none. */
export function Legend({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className={styles.legend}>
      {lines
        .filter(line => !line.isRaw)
        .map(({ name, hue, dashed }) => (
          <li key={name}>
            <span
              className={styles.swatch}
              data-dashed={dashed}
              style={{ color: `var(--${hue})` }}
              aria-hidden
            />
            {name}
          </li>
        ))}
    </ul>
  );
}
