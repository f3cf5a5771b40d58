import { expect, test } from 'vitest';
import { closingLine, readPytest, readStaticCheck, readVitest, sum } from './read-results.mjs';

const file = (status, ...statuses) => ({
  status,
  assertionResults: statuses.map(each => ({ status: each })),
});

test('vitest: counts of its report', () => {
  const report = {
    numPassedTests: 40,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [file('failed', 'failed', 'passed')],
  };
  expect(readVitest({ code: 1 }, report)).toEqual({ passed: 40, failed: 1, skipped: 3 });
});

test('vitest: a file that does not load, an error outside tests and a missing report are failures', () => {
  expect(
    readVitest({ code: 1 }, { numPassedTests: 4, numFailedTests: 0, testResults: [file('failed')] }).failed,
  ).toBe(1);
  expect(
    readVitest({ code: 1 }, { numPassedTests: 4, numFailedTests: 0, testResults: [file('passed', 'passed')] })
      .failed,
  ).toBe(1);
  expect(readVitest({ code: 1 }, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('pytest: counts of its last line', () => {
  const output =
    'F..s\n=== short summary ===\n2 failed, 41 passed, 1 skipped, 3 xfailed, 1 error in 12.34s\n';
  expect(readPytest({ code: 1, output })).toEqual({ passed: 44, failed: 3, skipped: 1 });
  expect(readPytest({ code: 0, output: '7 passed in 0.41s\n' })).toEqual({
    passed: 7,
    failed: 0,
    skipped: 0,
  });
  expect(readPytest({ code: 0, output: '7 passed, 2 warnings in 61.20s (0:01:01)\n' })).toMatchObject({
    passed: 7,
    failed: 0,
  });
});

test('no tests at all is a failure', () => {
  expect(readPytest({ code: 5, output: 'no tests ran in 0.01s\n' }).failed).toBe(1);
  expect(readVitest({ code: 0 }, { numPassedTests: 0, numFailedTests: 0, testResults: [] }).failed).toBe(1);
});

test('the closing line sums every runner; a static check is one test', () => {
  const all = sum([
    readStaticCheck({ code: 0 }),
    readStaticCheck({ code: 2 }),
    { passed: 40, failed: 0, skipped: 0 },
  ]);
  expect(closingLine(all)).toBe('41 passed, 1 failed');
  expect(closingLine({ ...all, skipped: 3 })).toBe('41 passed, 1 failed, 3 skipped');
});
