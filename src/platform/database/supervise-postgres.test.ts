import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '#platform/logging/log.ts';
import type { PostgresHome } from './postgres-home.ts';
import { waitForPredecessor } from './postmaster-file.ts';
import { supervisePostgres } from './supervise-postgres.ts';

let dir: string;
let home: PostgresHome;

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-supervise-'));
  const clusterDir = path.join(dir, 'cluster');
  fs.mkdirSync(clusterDir);
  const binaries = { binDir: path.join(dir, 'no-binaries'), env: {}, origin: 'test' };
  home = { clusterDir, socketDir: dir, binaries, owner: undefined, moved: undefined };
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

const pidFile = () => path.join(home.clusterDir, 'postmaster.pid');
const ended = (output: string) => ({ pid: 1, ended: Promise.resolve({ code: 1, output }), stop: () => {} });
const hasty = {
  longestOutageMs: 400,
  steadyMs: 60_000,
  deathsInARow: 3,
  longestPauseMs: 50,
  attemptsWithOrphans: 2,
};

test('a server that does not start any more is given up, with the reason', async () => {
  const server = supervisePostgres(ended('FATAL:  it broke'), home, {}, silentLog, hasty);
  const reason = await server.gaveUp;
  expect(reason.code).toBe('postgres_failed');
  expect(reason.message).toContain('did not start');
  expect(reason.remedy).toBeTruthy();
});

test('one without disk space is not given up, says so, and can be stopped meanwhile', async () => {
  const shell = path.join(home.binaries.binDir, 'postgres');
  fs.mkdirSync(path.dirname(shell));
  fs.writeFileSync(
    shell,
    '#!/bin/sh\necho "PANIC:  could not write: No space left on device" >&2\nexit 1\n',
    {
      mode: 0o755,
    },
  );
  const server = supervisePostgres(ended('No space left on device'), home, {}, silentLog, hasty);
  const first = await Promise.race([
    server.gaveUp,
    new Promise(resolve => setTimeout(resolve, 3 * hasty.longestOutageMs, 'it goes on')),
  ]);
  expect(first).toBe('it goes on');
  expect(server.diskIsFull()).toBe(true);
  await server.stop();
});

test('a pid file that names another program, or nothing, does not keep the server down', async () => {
  fs.writeFileSync(pidFile(), `${process.pid}\n${home.clusterDir}\n`);
  await waitForPredecessor(home);
  expect(fs.existsSync(pidFile())).toBe(false);
  fs.writeFileSync(pidFile(), '');
  await waitForPredecessor(home);
  expect(fs.existsSync(pidFile())).toBe(false);
});

test('a pid file of a server that is gone is left to PostgreSQL, which looks for its memory', async () => {
  fs.writeFileSync(pidFile(), `999999999\n${home.clusterDir}\n`);
  await waitForPredecessor(home);
  expect(fs.existsSync(pidFile())).toBe(true);
});
