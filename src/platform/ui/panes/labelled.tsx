import { type ReactNode, useId } from 'react';
import styles from './panes.module.css';

/** A label above its control, tied to it by id; `hint` says what to write. */
export function Labelled({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.labelled}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <span className="quiet">{hint}</span>}
    </div>
  );
}
