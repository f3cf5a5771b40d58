import { expect, test } from 'vitest';
import { cutToWidth, textWidth } from './format.ts';

test.each([
  ['short', 10, 'short'],
  ['exactly ten', 11, 'exactly ten'],
  ['one too many', 11, 'one too ma…'],
  ['退款需要几天', 12, '退款需要几天'],
  ['退款需要几天', 11, '退款需要几…'],
  ['退款需要几天', 10, '退款需要…'],
  ['', 0, ''],
])('%s in %d columns', (text, width, expected) => {
  const cut = cutToWidth(text, width);
  expect(cut).toBe(expected);
  expect(textWidth(cut)).toBeLessThanOrEqual(width);
});
