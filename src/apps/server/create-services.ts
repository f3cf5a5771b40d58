import path from 'node:path';
import { createActorFinder } from '#platform/auth/find-actor.ts';
import { followRights } from '#platform/auth/rights-bell.ts';
import { sessionHooks } from '#platform/auth/session-hooks.ts';
import { createSignIn } from '#platform/auth/sign-in.ts';
import type { Config } from '#platform/config/config.ts';
import type { Database } from '#platform/database/database.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import { openEventBell } from '#platform/events/follow-events.ts';
import type { Services } from '#platform/http/services.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import type { Log } from '#platform/logging/log.ts';
import { openArtifactStore } from '#platform/storage/artifact-store.ts';

export type Parts = {
  config: Config;
  /** The job queue works on `background` where there is one. */
  database: Database & { background?: Database };
  engine: EnginePort;
  secret: string;
  log: Log;
};

/** Puts the program's parts together; the database must be migrated. */
export async function createServices({ config, database, engine, secret, log }: Parts): Promise<Services> {
  const { db, pool } = database;
  const signIn = createSignIn(pool, { origin: config.origin, secret }, sessionHooks(db, log));
  const findActor = createActorFinder(db, signIn, secret);
  const bell = await openEventBell(pool, log);
  const closing = new AbortController();
  void followRights(bell, findActor.forget, closing.signal);
  return {
    config,
    db,
    pool,
    engine,
    secret,
    log,
    signIn,
    store: openArtifactStore(path.join(config.dataDir, 'artifacts')),
    jobs: await startJobs((database.background ?? database).pool, log),
    bell: { ...bell, close: () => (closing.abort(), bell.close()) },
    findActor,
    clock: Date.now,
  };
}
