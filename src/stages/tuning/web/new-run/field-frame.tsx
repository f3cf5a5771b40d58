import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from './recipe-faults.ts';
import styles from './new-run.module.css';

export type FieldProps = {
  id: string;
  'aria-describedby': string;
  'aria-invalid': boolean;
  status?: 'error';
};

/** A label, its control, and below it what to write; where something is wrong with it, that instead. */
export function FieldFrame({
  label,
  hint,
  fault,
  isWide = false,
  children,
}: {
  label: string;
  hint: string;
  fault?: string | undefined;
  isWide?: boolean;
  children: (props: FieldProps) => ReactNode;
}) {
  const id = useId();
  const props: FieldProps = {
    id,
    'aria-describedby': `${id}-hint`,
    'aria-invalid': fault !== undefined,
    ...(fault !== undefined && { status: 'error' as const }),
  };
  return (
    <div className={styles.field} data-wide={isWide}>
      <label htmlFor={id}>{label}</label>
      {children(props)}
      <span id={`${id}-hint`} className={fault === undefined ? 'quiet' : styles.fault}>
        {fault ?? hint}
      </span>
    </div>
  );
}

/** A fault in words. */
export function useFaultText(): (fault: Fault) => string {
  const { t } = useTranslation('tuning');
  return ({ field, code, values }) => t(`fault.${code}`, { field, ...values });
}
