import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { findOrphans } from '#platform/database/postmaster-file.ts';
import { createLivingServer, type LivingServer } from '../living-server.ts';
import { findProcessesOf } from '../server-kill/find-processes.ts';
import type { Door } from './strict-client.ts';
import type { TestDisk } from './test-disk.ts';

/** A server whose whole data directory, database included, lies on a disk of its own. */
export type DiskServer = {
  living: LivingServer;
  dataDir: string;
  /** Address and key as they were last; nobody listens there while it is down. */
  door: Door;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Everything that works on the disk dies at once, and the disk is let go. */
  killAll(): Promise<void>;
};

export function createDiskServer(disk: TestDisk, env: Record<string, string> = {}): DiskServer {
  const dataDir = path.join(disk.root, 'data');
  const living = createLivingServer(dataDir, env);
  let last = { origin: 'http://127.0.0.1:9', key: 'none' };
  // Asked while the disk lives: afterwards it answers nothing.
  let clusterDir = '';
  return {
    living,
    dataDir,
    door: () => last,
    async start() {
      mkdirSync(dataDir, { recursive: true });
      await living.start();
      const { origin, key } = await living.current();
      last = { origin, key };
      clusterDir = findPostgresHome(dataDir).clusterDir;
    },
    stop: living.stop,
    async killAll() {
      await living.kill();
      for (let attempt = 1; ; attempt += 1) {
        const left = [...findOrphans(clusterDir), ...findProcessesOf(disk.root).map(({ pid }) => pid)];
        for (const pid of left) end(pid);
        try {
          return disk.unmount();
        } catch (error) {
          if (attempt > mostAttempts) throw error;
          await sleep(100);
        }
      }
    },
  };
}

const mostAttempts = 200;

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
