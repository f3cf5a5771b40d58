import { expect, test } from 'vitest';
import { formatBytes, formatCompact, formatCount, formatDecimal, formatPercent } from './format-numbers.ts';
import { formatDuration, formatTime } from './format-times.ts';

test('numbers as UI.md 3.3 writes them', () => {
  expect(formatPercent('en', 0.713)).toBe('71.3\u202f%');
  expect(formatDecimal('zh', -0.1684, 3)).toBe('\u22120.168');
  expect(formatCount('zh', 1_048_212)).toBe('1,048,212');
  expect([18_204, 1_048_212, 999, 150_000].map(count => formatCompact('en', count))).toEqual([
    '18.2k',
    '1.05M',
    '999',
    '150k',
  ]);
  expect([18_204, 1_048_212, 9_999].map(count => formatCompact('zh', count))).toEqual([
    '1.8 万',
    '105 万',
    '9,999',
  ]);
  expect(formatBytes('en', 6_700_000_000)).toBe('6.7\u202fGB');
  expect(formatBytes('zh', 0)).toBe('0\u202fB');
});

test('times are relative within a day, and dates after', () => {
  const now = new Date(2026, 10, 27, 12, 0, 0);
  const before = (ms: number) => new Date(now.getTime() - ms);
  expect(formatTime('en', before(180_000), now)).toBe('3 min');
  expect(formatTime('zh', before(180_000), now)).toBe('3 分');
  expect(formatTime('zh', before(5 * 3_600_000), now)).toBe('5 小时');
  expect(formatTime('en', new Date(2026, 2, 14), now)).toBe('Mar 14');
  expect(formatTime('zh', new Date(2026, 2, 14), now)).toBe('3 月 14 日');
  expect(formatTime('en', new Date(2025, 2, 14), now)).toBe('Mar 14, 2025');
  expect(formatDuration('en', 1122)).toBe('18 min 42 s');
  expect(formatDuration('zh', 1122)).toBe('18 分 42 秒');
  expect(formatDuration('en', 7500)).toBe('2 h 05 min');
});
