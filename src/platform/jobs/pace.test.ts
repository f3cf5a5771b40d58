import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

test('it is time at first, and again after a while', () => {
  let now = 0;
  const isDue = createPace(300, () => now);
  const answers = [0, 100, 299, 300, 599, 600].map(at => ((now = at), isDue()));
  expect(answers).toEqual([true, false, false, true, false, true]);
});

test('a clock that is set back an hour silences nothing', async () => {
  const real = Date.now;
  const isDue = createPace(10);
  expect(isDue()).toBe(true);
  Date.now = () => real() - 3_600_000;
  await new Promise(resolve => setTimeout(resolve, 20));
  expect(isDue()).toBe(true);
  Date.now = real;
});
