import styles from './step-bar.module.css';

export type StepMark = { at: number; isDone: boolean; title: string };

/** How far work is; `marks` are diamonds on it, such as checkpoints. Readers hear `label`. */
export function StepBar({
  done,
  total,
  label,
  marks = [],
}: {
  done: number;
  total: number;
  label: string;
  marks?: readonly StepMark[];
}) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
    >
      <div className={styles.fill} style={{ width: `${share * 100}%` }} />
      {marks.map(({ at, isDone, title }) => (
        <span
          key={at}
          title={title}
          className={styles.mark}
          data-done={isDone}
          style={{ left: `${(total > 0 ? at / total : 0) * 100}%` }}
        />
      ))}
    </div>
  );
}
