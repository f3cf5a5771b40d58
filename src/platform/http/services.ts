import type { Pool } from 'pg';
import type { ActorFinder } from '#platform/auth/find-actor.ts';
import type { SignIn } from '#platform/auth/sign-in.ts';
import type { Config } from '#platform/config/config.ts';
import type { Db } from '#platform/database/database.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import type { EventBell } from '#platform/events/follow-events.ts';
import type { Jobs } from '#platform/jobs/jobs.ts';
import type { Log } from '#platform/logging/log.ts';
import type { ArtifactStore } from '#platform/storage/artifact-store.ts';

/** What the program is made of, given to every route and every job. Tests make their own with the same parts. */
export type Services = {
  config: Config;
  db: Db;
  pool: Pool;
  store: ArtifactStore;
  jobs: Jobs;
  bell: EventBell;
  engine: EnginePort;
  signIn: SignIn;
  findActor: ActorFinder;
  secret: string;
  log: Log;
  /** Milliseconds since 1970; tests turn it by hand. */
  clock: () => number;
};
