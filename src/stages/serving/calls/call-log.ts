import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError, PassingFault } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { type CallProgress, insertCalls, type NewCall, updateCalls } from './call.queries.ts';
import { createCheckpoints } from './checkpoints.ts';
import { commitInGroups, isAboutData } from './commit-in-groups.ts';
import { nothingYet, type OpenCall, openCall } from './open-call.ts';
import { storableJson } from './storable-json.ts';

export type CallWish = Omit<NewCall, 'id' | 'startedAt' | 'request'> & { request: unknown };

export type CallLog = { open(wish: CallWish): OpenCall };

/** Ends that are being written, of all logs of these services: a client that left waits for none of them. */
const endsInHand = new WeakMap<Services, Set<Promise<void>>>();

/**
 * Resolves when the end of every answer is committed, for a server that stops, after its doors closed. Where the database
 * stays away that is not waited for: the next start closes those calls as interrupted.
 */
export async function drainCalls(services: Services): Promise<void> {
  const inHand = endsInHand.get(services) ?? new Set();
  await Promise.race([Promise.all(inHand), sleep(longestDrainMs, undefined, { ref: false })]);
  if (inHand.size > 0) services.log.error('ends of calls are not kept', { calls: inHand.size });
}

const longestDrainMs = 10_000;
const longestPauseMs = 5_000;
/** A short pause between groups means fewer commits where it is busy; an end that comes alone waits for none. */
const endPauseMs = 3;

/** Records every call: before its first byte, while it streams, and how it ended. */
export function createCallLog(services: Services): CallLog {
  const { pool } = services;
  const checkpoints = createCheckpoints();
  const written = new WeakSet<NewCall>();
  const insert = commitInGroups<NewCall>(
    calls => {
      for (const call of calls) written.add(call);
      return insertCalls(pool, calls);
    },
    { sizeBytes: ({ request }) => request.length },
  );
  const update = commitInGroups<CallProgress>(all => updateCalls(pool, lastOfEach(all)), {
    pauseMs: endPauseMs,
    sizeBytes: ({ responseText }) => responseText?.length ?? 0,
  });
  const inHand = endsInHand.get(services) ?? new Set();
  endsInHand.set(services, inHand);
  return {
    open(wish) {
      const startedAt = new Date(services.clock());
      const row: NewCall = { ...wish, id: newId(), startedAt, request: writeRequest(wish.request) };
      const committed = insert(row).catch(nameUnstorable);
      committed.catch(error => close(row.id, error));
      return openCall(row.id, {
        committed,
        checkpoints,
        clock: services.clock,
        checkpoint: progress => void after(committed, () => persist(progress)),
        persist(progress) {
          const isInLine = !written.has(row);
          if (isInLine) row.end = progress;
          const end = after(committed, () => (isInLine ? undefined : persist(progress))).finally(() =>
            inHand.delete(end),
          );
          inHand.add(end);
          return end;
        },
      });
    },
  };

  /** What is written was said already, so a database that is away is waited for. A checkpoint has a next one. */
  async function persist(progress: CallProgress): Promise<void> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return void (await update(progress));
      } catch (error) {
        services.log.warn('call not kept', { id: progress.id, state: progress.state, attempt, error });
        if (progress.state === 'started' || !(error instanceof PassingFault)) return;
        await sleep(Math.min(250 * 2 ** attempt, longestPauseMs), undefined, { ref: false });
      }
  }

  /** A start that failed while the database went away may be there all the same: it has no answer, and no end but this. */
  function close(id: string, error: unknown): void {
    if (error instanceof PassingFault) void persist({ ...withoutAnswer(services.clock()), id });
  }
}

/** Throws `request_not_storable` for what is nested so deeply that it cannot be written. */
function writeRequest(request: unknown): string {
  try {
    return storableJson(request);
  } catch (cause) {
    throw unstorable(cause);
  }
}

function nameUnstorable(error: unknown): never {
  throw isAboutData(error) ? unstorable(error) : error;
}

const unstorable = (cause: unknown) =>
  new AttuneError('request_not_storable', `This request cannot be recorded: ${(cause as Error).message}.`, {
    cause,
    remedy: 'Nest it less deeply, and keep its numbers within what a database holds.',
  });

/** A call whose start could not be committed has no row, and no answer. */
const after = (committed: Promise<void>, work: () => Promise<void> | undefined): Promise<void> =>
  committed.then(work, () => undefined);

const lastOfEach = (all: readonly CallProgress[]): CallProgress[] => [
  ...new Map(all.map(each => [each.id, each])).values(),
];

const withoutAnswer = (nowMs: number): Omit<CallProgress, 'id'> => ({
  ...nothingYet,
  state: 'interrupted',
  error: { code: 'database_unavailable' },
  endedAt: new Date(nowMs),
});
