import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { PostgresHome } from './postgres-home.ts';

type PidFile = { pid: number; status: string | undefined };

const pidFileOf = (clusterDir: string): string => path.join(clusterDir, 'postmaster.pid');

/** https://www.postgresql.org/docs/current/storage-file-layout.html: line 1 is the pid, line 8 how far the start is. */
function readPidFile(clusterDir: string): PidFile | undefined {
  try {
    const lines = fs.readFileSync(pidFileOf(clusterDir), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() };
  } catch {
    return undefined;
  }
}

/** The server of a cluster once it accepts connections. */
export function findReadyPostmaster(clusterDir: string): number | undefined {
  const file = readPidFile(clusterDir);
  return file?.status === 'ready' && isServerOf(clusterDir, file.pid) ? file.pid : undefined;
}

const dyingTimeoutMs = 30_000;

/** Waits until the server of a killed process has gone down. Throws `data_directory_in_use` where it stays. */
export async function waitForPredecessor({ clusterDir, socketDir }: PostgresHome): Promise<void> {
  const until = performance.now() + dyingTimeoutMs;
  for (let left = readPidFile(clusterDir); left; left = readPidFile(clusterDir)) {
    if (!isServerOf(clusterDir, left.pid)) break;
    if (performance.now() > until) throw inUse(clusterDir, left.pid);
    await sleep(50);
  }
  dropStalePidFile(clusterDir);
  dropStaleSocketLocks(clusterDir, socketDir);
}

const inUse = (clusterDir: string, pid: number) =>
  new AttuneError(
    'data_directory_in_use',
    `Another Attune (its PostgreSQL is process ${pid}) uses ${clusterDir}.`,
    {
      remedy: 'Stop it, choose another --data directory, or give both a PostgreSQL server with DATABASE_URL.',
    },
  );

/**
 * After a power cut the file may be empty, or name a process that is something else by now; PostgreSQL would refuse to
 * start. One whose process is gone is PostgreSQL's own business: it looks for what that server left running.
 */
function dropStalePidFile(clusterDir: string): void {
  const left = readPidFile(clusterDir);
  if (!left) return;
  const isEmpty = !(left.pid > 0) && findOrphans(clusterDir).length === 0;
  if (isEmpty || isAlive(left.pid)) fs.rmSync(pidFileOf(clusterDir), { force: true });
}

/**
 * The lock beside the socket names the server too, and after a power cut its number may be something else's by now. The
 * directory is this cluster's alone, so a lock that names no server of it holds nothing.
 */
export function dropStaleSocketLocks(clusterDir: string, socketDir: string): void {
  if (!fs.existsSync(socketDir)) return;
  for (const name of fs.readdirSync(socketDir).filter(each => /^\.s\.PGSQL\.\d+\.lock$/.test(each))) {
    const file = path.join(socketDir, name);
    const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
    if (!isServerOf(clusterDir, pid)) fs.rmSync(file, { force: true });
  }
}

/** Processes of PostgreSQL that work in the cluster though its server is gone; they hold its memory and block a new one. */
export function findOrphans(clusterDir: string): number[] {
  if (!fs.existsSync('/proc/self/cwd')) return [];
  const dir = realPath(clusterDir);
  return fs
    .readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && workingDirectory(name) === dir)
    .map(Number);
}

/** A process that is alive and, where the system tells, a PostgreSQL that works in this cluster. */
function isServerOf(clusterDir: string, pid: number): boolean {
  if (!(pid > 0) || !isAlive(pid)) return false;
  if (!fs.existsSync('/proc/self/cwd')) return true;
  const cwd = workingDirectory(String(pid));
  return cwd === undefined ? commandLine(pid).includes(clusterDir) : cwd === realPath(clusterDir);
}

const realPath = (dir: string): string => (fs.existsSync(dir) ? fs.realpathSync(dir) : dir);

function workingDirectory(pid: string): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
