import { expect, test } from 'vitest';
import { explainToolFailure } from './explain-tool-failure.mjs';
import { formatFailure } from './failure.mjs';
import * as failures from './failures.mjs';

const ended = tail => ({ code: 1, signal: null, tail });

test('one block: where, what happened, what is safe, what to do', () => {
  const failure = failures.portTaken(3210);
  failure.step = 'Server';
  expect(formatFailure(failure)).toBe(`
✗ Server
  What happened   Port 3210 is taken by another program.
  What is safe    Nothing was changed.
  What to do      Choose another: npm run quickstart -- --port 3211 (or --port 0 for any free one).
`);
});

test('lines of one part stay in its column', () => {
  const text = formatFailure(failures.wrongChecksum({ file: 'x.whl', expected: 'aa', actual: 'bb' }));
  expect(text).toContain('\n                  sha256 expected aa\n                         found    bb\n');
});

test('every failure has a code, an exit code and a remedy', () => {
  const all = [
    failures.notEnoughSpace({ dir: '/a', needBytes: 2, freeBytes: 1 }),
    failures.diskFilledUp('pip', '/a'),
    failures.registryUnreachable('npm', 'ENOTFOUND'),
    failures.newerData({ dir: '/d', found: '19', known: '18' }),
    failures.dataNotWritable('/d', 'permission denied'),
    failures.toolMissing('npm', 'Install npm.'),
    failures.interrupted(),
  ];
  for (const { code, exitCode, todo } of all) {
    expect(code).toMatch(/^[a-z_]+$/);
    expect(exitCode).toBeGreaterThan(1);
    expect(todo.join('')).not.toBe('');
  }
});

test("reads out of a tool's last lines why it failed", () => {
  const code = tail => explainToolFailure('pip', ended(tail), '/x').code;
  expect(code('OSError: [Errno 28] No space left on device')).toBe('disk_full');
  expect(code('npm error code ENOSPC')).toBe('disk_full');
  expect(code('npm error code EAI_AGAIN')).toBe('registry_unreachable');
  expect(code("WARNING: Retrying after connection broken by 'ProxyError(...)'")).toBe('registry_unreachable');
  expect(code('Traceback: something of its own')).toBe('tool_failed');
});

test('what is not understood is shown as it is', () => {
  expect(explainToolFailure('npm', ended('one\ntwo'), '/x').what).toBe(
    'npm ended with exit code 1. Its last lines:\none\ntwo',
  );
});
