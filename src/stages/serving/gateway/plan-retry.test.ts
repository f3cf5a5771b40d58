import { expect, test } from 'vitest';
import { planRetry } from './plan-retry.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const plan = (number: number, status: number | null, retryAfter?: string) =>
  planRetry({ number, status, retryAfter, nowMs });

test('only what may go away by itself is asked again, three times in all', () => {
  expect([429, 500, 503, null].map(status => plan(1, status))).toEqual([250, 250, 250, 250]);
  expect(plan(2, 503)).toBe(500);
  expect(plan(3, 503)).toBeUndefined();
  expect([400, 401, 404, 422].map(status => plan(1, status))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('retry-after is obeyed up to ten seconds', () => {
  expect(plan(1, 429, '2')).toBe(2_000);
  expect(plan(1, 429, 'Thu, 01 Jan 2026 00:00:03 GMT')).toBe(3_000);
  expect(plan(1, 429, '60')).toBeUndefined();
  expect(plan(1, 429, 'soon')).toBe(250);
});
