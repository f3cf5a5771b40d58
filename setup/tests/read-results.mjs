/** A check without counts is one test. */
export const readStaticCheck = ({ code }) =>
  code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };

/** Vitest's JSON report. A file that could not be loaded, or an error outside any test, counts as one failure. */
export function readVitest({ code }, report) {
  const {
    numPassedTests: passed = 0,
    numPendingTests: pending = 0,
    numTodoTests: todo = 0,
    testResults = [],
  } = report ?? {};
  const unloaded = testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(isFailed),
  ).length;
  const failed = (report?.numFailedTests ?? 0) + unloaded;
  return atLeastOne({ code, passed, failed, skipped: pending + todo });
}

const isFailed = ({ status }) => status === 'failed';

/** The last line of pytest: "3 failed, 41 passed, 1 skipped in 12.3s". Collection errors count as failures. */
export function readPytest({ code, output }) {
  const line = output.split('\n').findLast(each => / in [\d.]+s/.test(each)) ?? '';
  const count = word => Number(new RegExp(`(\\d+) ${word}\\b`).exec(line)?.[1] ?? 0);
  const passed = count('passed') + count('xfailed') + count('xpassed');
  return atLeastOne({ code, passed, failed: count('failed') + count('errors?'), skipped: count('skipped') });
}

/** A runner that fails, or runs nothing, never reads as a success. */
function atLeastOne({ code, passed, failed, skipped }) {
  const silentFailure = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: silentFailure ? 1 : failed, skipped };
}

export function sum(results) {
  const total = key => results.reduce((all, result) => all + result[key], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

/** The one plain line that people and machines look for. */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
