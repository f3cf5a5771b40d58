import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import { markBoth, setAsideStranger } from './match-cluster.ts';
import { findPostgresHome, type PostgresHome } from './postgres-home.ts';

export type EmbeddedPostgres = {
  socketDir: string;
  pid: number;
  home: PostgresHome;
  /** Settles when the server process has ended, expected or not. */
  exited: Promise<number>;
  stop(): Promise<void>;
};

export type PostgresSettings = Record<string, string | number>;

const defaults: PostgresSettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: 80,
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  max_parallel_workers_per_gather: 0,
  dynamic_shared_memory_type: 'mmap',
  log_min_messages: 'warning',
};

const readyTimeoutMs = 120_000;
const dyingTimeoutMs = 30_000;

/**
 * Starts the embedded PostgreSQL: a real server on a Unix socket, its data below the data directory. It stops when this
 * process ends in any way: a shell beside it waits on a pipe that only we hold open. A server of a killed process that
 * is still going down is waited for.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  log: Log,
  settings: PostgresSettings = {},
): Promise<EmbeddedPostgres> {
  const home = findPostgresHome(dataDir);
  setAsideStranger(dataDir, home, log);
  await createCluster(home);
  markBoth(dataDir, home);
  await waitForPredecessor(home);
  return startServer(home, { ...defaults, unix_socket_directories: home.socketDir, ...settings }, log);
}

/** initdb into a directory beside, then rename: a kill on the first start leaves nothing half made. */
async function createCluster(home: PostgresHome): Promise<void> {
  const parent = path.dirname(home.clusterDir);
  for (const name of fs.readdirSync(parent))
    if (name.startsWith('cluster.new-')) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  if (fs.existsSync(path.join(home.clusterDir, 'PG_VERSION'))) return;
  const fresh = path.join(parent, `cluster.new-${process.pid}`);
  const major = await serverMajor(home);
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const args = [
    '-D',
    fresh,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--data-checksums',
  ];
  await run(home, 'initdb', [...args, ...locale]);
  fs.renameSync(fresh, home.clusterDir);
  syncDirectory(parent);
}

async function serverMajor(home: PostgresHome): Promise<number> {
  return Number(/(\d+)/.exec(await run(home, 'postgres', ['--version']))?.[1]);
}

async function run(home: PostgresHome, program: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(
      path.join(home.binaries.binDir, program),
      args,
      spawnOptions(home),
    );
    return stdout;
  } catch (cause) {
    const text = String((cause as { stderr?: string }).stderr ?? cause);
    throw new AttuneError('postgres_failed', `${program} failed: ${text.trim().slice(-400)}`, {
      cause,
      remedy: /No space left/.test(text)
        ? 'Make room on the disk and start again.'
        : 'Look at the message above; or set DATABASE_URL.',
    });
  }
}

const spawnOptions = (home: PostgresHome) => ({
  env: { ...process.env, ...home.binaries.env, LC_ALL: 'C' },
  cwd: '/',
  ...(home.owner ? { uid: home.owner.uid, gid: home.owner.gid } : {}),
});

type PidFile = { pid: number; status: string | undefined };

function readPidFile(clusterDir: string): PidFile | undefined {
  try {
    const lines = fs.readFileSync(path.join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function waitForPredecessor(home: PostgresHome): Promise<void> {
  const until = Date.now() + dyingTimeoutMs;
  for (
    let left = readPidFile(home.clusterDir);
    left && isAlive(left.pid);
    left = readPidFile(home.clusterDir)
  ) {
    if (Date.now() > until)
      throw new AttuneError(
        'data_directory_in_use',
        `Another Attune (its PostgreSQL is process ${left.pid}) uses ${home.clusterDir}.`,
        {
          remedy:
            'Stop it, choose another --data directory, or give both a PostgreSQL server with DATABASE_URL.',
        },
      );
    await sleep(200);
  }
}

const watcher =
  'exec 3<&0; "$@" </dev/null & server=$!; (cat <&3 >/dev/null; kill -INT $server 2>/dev/null) & watch=$!; wait $server; code=$?; kill $watch 2>/dev/null; exit $code';

async function startServer(
  home: PostgresHome,
  settings: PostgresSettings,
  log: Log,
): Promise<EmbeddedPostgres> {
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
  const exited = new Promise<number>(resolve => child.on('exit', code => resolve(code ?? -1)));
  const pid = await waitUntilReady(home, child, () => output);
  void exited.then(
    code => code !== 0 && log.error('PostgreSQL ended', { code, output: output.slice(-1000) }),
  );
  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= Promise.resolve(child.stdin!.end()).then(() => exited.then(() => undefined)));
  return { socketDir: home.socketDir, pid, home, exited, stop };
}

async function waitUntilReady(
  home: PostgresHome,
  child: ChildProcess,
  output: () => string,
): Promise<number> {
  const until = Date.now() + readyTimeoutMs;
  while (Date.now() < until) {
    const file = readPidFile(home.clusterDir);
    if (file?.status === 'ready' && isAlive(file.pid)) return file.pid;
    if (child.exitCode !== null) throw startFailure(home, output());
    await sleep(10);
  }
  throw startFailure(home, `not ready within ${readyTimeoutMs / 1000} s\n${output()}`);
}

function startFailure(home: PostgresHome, output: string): AttuneError {
  const reason = /FATAL:.*/.exec(output)?.[0] ?? output.slice(-300);
  return new AttuneError('postgres_failed', `PostgreSQL did not start in ${home.clusterDir}: ${reason}`, {
    remedy: /No space left/.test(output)
      ? 'Make room on the disk and start again.'
      : 'Look at the message above; or set DATABASE_URL.',
  });
}

function syncDirectory(dir: string): void {
  const handle = fs.openSync(dir, 'r');
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}
