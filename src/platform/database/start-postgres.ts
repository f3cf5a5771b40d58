import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import { spawnOptions } from './create-cluster.ts';
import type { PostgresHome } from './postgres-home.ts';
import { findReadyPostmaster, waitForPredecessor } from './postmaster-file.ts';

export type PostgresSettings = Record<string, string | number>;

/** One life of a server process. */
export type RunningPostgres = {
  pid: number;
  /** Settles with what it said last when it has ended, expected or not. */
  ended: Promise<PostgresEnd>;
  /** Ends it as `pg_ctl stop -m fast` does. */
  stop(): void;
};
export type PostgresEnd = { code: number; output: string };

const readyTimeoutMs = 120_000;

/** A shell beside the server waits on a pipe that only we hold open: the server stops when this process ends in any way. */
const watcher =
  'exec 3<&0; "$@" </dev/null & server=$!; (cat <&3 >/dev/null; kill -INT $server 2>/dev/null) & watch=$!; wait $server; code=$?; kill $watch 2>/dev/null; exit $code';

/** Starts the server of a cluster once its predecessor is gone; resolves when it accepts connections. Throws `postgres_failed`. */
export async function startPostgres(
  home: PostgresHome,
  settings: PostgresSettings,
): Promise<RunningPostgres> {
  await waitForPredecessor(home);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = path.join(home.binaries.binDir, 'postgres');
  const child = spawn('/bin/sh', ['-c', watcher, 'sh', server, '-D', home.clusterDir, ...flags], {
    ...spawnOptions(home),
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stderr!.on('data', chunk => (output = (output + String(chunk)).slice(-8000)));
  child.stdin!.on('error', () => {});
  const stop = () => void child.stdin!.end();
  const ended = new Promise<PostgresEnd>(resolve =>
    child.on('exit', code => {
      // The shell may have been killed by itself: closing the pipe ends a server that is left.
      stop();
      resolve({ code: code ?? -1, output });
    }),
  );
  const pid = await waitUntilReady(home, child, () => output).catch(error => (stop(), Promise.reject(error)));
  return { pid, ended, stop };
}

async function waitUntilReady(
  home: PostgresHome,
  child: ChildProcess,
  output: () => string,
): Promise<number> {
  const until = performance.now() + readyTimeoutMs;
  while (performance.now() < until) {
    const pid = findReadyPostmaster(home.clusterDir);
    if (pid !== undefined) return pid;
    if (child.exitCode !== null || child.signalCode !== null) throw startFailure(home, output());
    await sleep(10);
  }
  throw startFailure(home, `not ready within ${readyTimeoutMs / 1000} s\n${output()}`);
}

function startFailure(home: PostgresHome, output: string): AttuneError {
  const reason = /(FATAL|PANIC):.*/.exec(output)?.[0] ?? output.trim().slice(-300);
  return new AttuneError('postgres_failed', `PostgreSQL did not start in ${home.clusterDir}: ${reason}`, {
    fields: { isDiskFull: saysDiskFull(output) },
    remedy: saysDiskFull(output)
      ? 'Make room on the disk and start again.'
      : 'Look at the message above; or set DATABASE_URL.',
  });
}

export const saysDiskFull = (output: string): boolean => /No space left on device|Disk quota/.test(output);
