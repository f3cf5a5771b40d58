import { setTimeout as sleep } from 'node:timers/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import type { PostgresHome } from './postgres-home.ts';
import { findOrphans } from './postmaster-file.ts';
import {
  type PostgresEnd,
  type PostgresSettings,
  type RunningPostgres,
  saysDiskFull,
  startPostgres,
} from './start-postgres.ts';

export type SupervisedPostgres = {
  /** The process of this moment; while there is none, of the last one. */
  pid(): number;
  /** It is down because its disk is full; it comes back once there is room. */
  diskIsFull(): boolean;
  /** Settles when it is given up: it does not start any more, or dies again and again. */
  gaveUp: Promise<AttuneError>;
  stop(): Promise<void>;
};

export type Patience = {
  /** Until then a server that does not start is tried again; one without disk space for as long as it takes. */
  longestOutageMs: number;
  /** A server that lived so long did not die in a row with the one before. */
  steadyMs: number;
  deathsInARow: number;
  longestPauseMs: number;
  /** From this attempt on, what a killed server left running is ended: it holds the memory that a new one needs. */
  attemptsWithOrphans: number;
};

const patient: Patience = {
  longestOutageMs: 3 * 60_000,
  steadyMs: 10_000,
  deathsInARow: 15,
  longestPauseMs: 5_000,
  attemptsWithOrphans: 2,
};

/** Brings a server back that ended without being told to. */
export function supervisePostgres(
  first: RunningPostgres,
  home: PostgresHome,
  settings: PostgresSettings,
  log: Log,
  patience = patient,
): SupervisedPostgres {
  const stopping = new AbortController();
  const givenUp = Promise.withResolvers<AttuneError>();
  let server = first;
  let isUp = true;
  let isFull = false;
  const watching = watch();
  return {
    pid: () => server.pid,
    diskIsFull: () => !isUp && isFull,
    gaveUp: givenUp.promise,
    async stop() {
      stopping.abort();
      server.stop();
      await watching;
    },
  };

  async function watch(): Promise<void> {
    for (let deaths = 0; ;) {
      const startedMs = performance.now();
      const end = await server.ended;
      isUp = false;
      if (stopping.signal.aborted) return;
      deaths = performance.now() - startedMs > patience.steadyMs ? 1 : deaths + 1;
      isFull = saysDiskFull(end.output);
      log.error('PostgreSQL ended; it is brought back', { code: end.code, output: end.output.slice(-1000) });
      const next =
        deaths > patience.deathsInARow && !isFull
          ? diesAgain(end)
          : await bringBack().catch((error: AttuneError) => error);
      if (next === undefined) return;
      if (next instanceof AttuneError) return giveUp(next);
      server = next;
      isUp = true;
      log.info('PostgreSQL is back', { pid: server.pid });
      if (stopping.signal.aborted) server.stop();
    }
  }

  /** Undefined when it is not wanted any more. */
  async function bringBack(): Promise<RunningPostgres | undefined> {
    const untilMs = performance.now() + patience.longestOutageMs;
    for (let attempt = 1; ; attempt += 1) {
      if (attempt > patience.attemptsWithOrphans) endOrphans();
      try {
        return await startPostgres(home, settings);
      } catch (error) {
        if (stopping.signal.aborted) return undefined;
        isFull = (error as AttuneError).fields?.isDiskFull === true;
        if (!isFull && performance.now() > untilMs) throw error;
        log.warn('PostgreSQL does not start yet', { attempt, error: (error as Error).message });
      }
      await sleep(Math.min(100 * 2 ** attempt, patience.longestPauseMs), undefined, stopping).catch(() => {});
      if (stopping.signal.aborted) return undefined;
    }
  }

  function endOrphans(): void {
    for (const pid of findOrphans(home.clusterDir))
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        continue;
      }
  }

  function diesAgain({ output }: PostgresEnd): AttuneError {
    const reason = /(FATAL|PANIC):.*/.exec(output)?.[0] ?? output.trim().slice(-300);
    return new AttuneError(
      'postgres_failed',
      `PostgreSQL in ${home.clusterDir} ended ${patience.deathsInARow} times in a row. ${reason}`.trim(),
      {
        status: 500,
        remedy: 'Look at the message above and at the machine (memory, disk); then start Attune again.',
      },
    );
  }

  function giveUp(error: AttuneError): void {
    log.error('PostgreSQL is given up', { error: error.message });
    givenUp.resolve(error);
  }
}
