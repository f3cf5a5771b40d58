import { expect, test } from 'vitest';
import { formatAmount, formatBytes, formatElapsed } from './format.mjs';
import { createProgress } from './progress.mjs';

function record(mode) {
  const text = [];
  let timeMs = 0;
  const progress = createProgress(mode, { stream: { write: each => text.push(each) }, now: () => timeMs });
  return { text, progress, wait: ms => (timeMs += ms) };
}

test('plain: a line for every phase, but not for every amount', () => {
  const { text, progress, wait } = record('plain');
  const step = progress.step(1, 4, 'npm', 'npm packages');
  step.phase('npm ci');
  for (let done = 0; done < 100; done += 1) step.amount(done, 100, 'packages');
  wait(12_000);
  step.amount(100, 100, 'packages');
  step.done({ summary: '100 packages', reused: false });
  expect(text).toEqual([
    '  [1/4] npm packages: npm ci (0.0 s)\n',
    '  [1/4] npm packages: npm ci · 100 of 100 packages (12 s)\n',
    '✓ [1/4] npm packages: 100 packages (12 s)\n',
  ]);
});

test('json: every line is one object, nothing else is said', () => {
  const { text, progress } = record('json');
  progress.say('for people');
  const step = progress.step(2, 4, 'python', 'Python environment');
  step.phase('torch');
  step.done({ summary: 'x', reused: true });
  expect(text.map(line => JSON.parse(line).type)).toEqual(['started', 'progress', 'finished']);
});

test('amounts and times as people read them', () => {
  expect(formatAmount({ done: 84e6, total: 190e6, unit: 'bytes' })).toBe('84 MB of 190 MB');
  expect(formatAmount({ done: 3, total: 51, unit: 'packages' })).toBe('3 of 51 packages');
  expect(formatBytes(1_230_000_000)).toBe('1.2 GB');
  expect([8_240, 42_000, 187_000].map(formatElapsed)).toEqual(['8.2 s', '42 s', '3:07']);
});
