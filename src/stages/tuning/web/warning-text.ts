import type { TFunction } from 'i18next';
import type { Format } from '#platform/ui/use-language.ts';
import type { Preflight } from '../runs/run.contract.ts';

/** A warning of the pre-flight in the language of the page; one whose code has no text yet in the engine's own words. */
export function warningText(
  t: TFunction,
  format: Format,
  { truncated, untrainable, base, left_out: leftOut }: Preflight,
  { code, text }: Preflight['warnings'][number],
): string {
  const count = code === 'rows_untrainable' ? untrainable.length : truncated.length;
  const fields = {
    count,
    shown: format.count(count),
    context: format.count(base.context),
    rows: Object.entries(leftOut ?? {})
      .filter(([, rows]) => rows > 0)
      .map(([kind, rows]) => t(`tuning:leftOut.${kind}`, { count: rows, shown: format.count(rows) }))
      .join(t('tuning:leftOut.join')),
  };
  return t(`tuning:warning.${code}`, { ...fields, defaultValue: text });
}
