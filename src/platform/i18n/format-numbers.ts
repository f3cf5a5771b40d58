import { type Language, languageTag } from './language.ts';

const narrowSpace = '\u202f';
const minus = (text: string): string => text.replace(/^-/, '\u2212');

const fixed = (language: Language, digits: number, value: number): string =>
  minus(
    new Intl.NumberFormat(languageTag[language], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value),
  );

/** A share in [0, 1] as `71.3 %`. */
export const formatPercent = (language: Language, share: number, digits = 1): string =>
  `${fixed(language, digits, share * 100)}${narrowSpace}%`;

/** A share without its unit, for tables whose heading has it. */
export const formatRate = (language: Language, share: number, digits = 1): string =>
  fixed(language, digits, share * 100);

export const formatDecimal = (language: Language, value: number, digits: number): string =>
  fixed(language, digits, value);

/** All digits: `1,048,212`. */
export const formatCount = (language: Language, count: number): string => fixed(language, 0, count);

/** For chips and charts: `18.2k`, `1.05M`; in Chinese `1.8 万`, `105 万`. */
export function formatCompact(language: Language, count: number): string {
  const steps = language === 'zh' ? chineseSteps : latinSteps;
  const step = steps.find(([size]) => Math.abs(count) >= size);
  if (!step) return formatCount(language, count);
  const [size, unit] = step;
  const scaled = count / size;
  const digits = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : language === 'zh' ? 1 : 2;
  return `${trimZeros(fixed(language, digits, scaled))}${unit}`;
}

const latinSteps: [number, string][] = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];
const chineseSteps: [number, string][] = [
  [1e8, ' 亿'],
  [1e4, ' 万'],
];
const trimZeros = (text: string): string =>
  text.replace(/\.?0+$/, match => (match.startsWith('.') ? '' : match));

/** `6.7 GB`, powers of 1000. */
export function formatBytes(language: Language, count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = count > 0 ? Math.min(units.length - 1, Math.floor(Math.log10(count) / 3)) : 0;
  return `${fixed(language, step === 0 ? 0 : 1, count / 1000 ** step)}${narrowSpace}${units[step]}`;
}
