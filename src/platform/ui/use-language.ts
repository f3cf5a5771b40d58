import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as numbers from '#platform/i18n/format-numbers.ts';
import * as times from '#platform/i18n/format-times.ts';
import type { Language } from '#platform/i18n/language.ts';

export const useLanguage = (): Language => useTranslation().i18n.language as Language;

/** Every way to write a number or a time, in the language of now. */
export function useFormat() {
  const language = useLanguage();
  return useMemo(
    () => ({
      language,
      percent: (share: number, digits?: number) => numbers.formatPercent(language, share, digits),
      rate: (share: number, digits?: number) => numbers.formatRate(language, share, digits),
      decimal: (value: number, digits: number) => numbers.formatDecimal(language, value, digits),
      count: (count: number) => numbers.formatCount(language, count),
      compact: (count: number) => numbers.formatCompact(language, count),
      bytes: (count: number) => numbers.formatBytes(language, count),
      duration: (seconds: number) => times.formatDuration(language, seconds),
      time: (at: Date) => times.formatTime(language, at, new Date()),
      clock: (at: Date) => times.formatClock(language, at),
      exactly: times.formatExactly,
    }),
    [language],
  );
}
export type Format = ReturnType<typeof useFormat>;
