import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LivingServer } from '../living-server.ts';

export type Clocks = {
  /** Environment of a server whose clock can be set. */
  env: Record<string, string>;
  setServer(offsetMs: number): void;
  /** The clock of the queue's leases and waits is the database's. */
  setQueue(server: LivingServer, offsetMs: number): Promise<void>;
};

export function createClocks(folder: string): Clocks {
  const file = path.join(folder, 'clock');
  const setServer = (offsetMs: number) => {
    writeFileSync(`${file}.new`, String(offsetMs));
    renameSync(`${file}.new`, file);
  };
  setServer(0);
  const preload = path.join(import.meta.dirname, 'shift-date.ts');
  return {
    env: { NODE_OPTIONS: `--import ${preload}`, SHIFTED_CLOCK: file },
    setServer,
    // The one place where pg-boss reads the clock (its own tests set it the same way).
    setQueue: async (server, offsetMs) =>
      void (await server.query(
        `create or replace function pgboss.job_now() returns timestamptz language sql stable
         as $$ select pg_catalog.now() + interval '${offsetMs} milliseconds' $$`,
      )),
  };
}
