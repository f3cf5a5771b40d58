import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#platform/database/new-id.ts';
import type { Services } from '#platform/http/services.ts';
import { type CallProgress, insertCalls, type NewCall, updateCalls } from './call.queries.ts';
import { commitInGroups } from './commit-in-groups.ts';
import { type OpenCall, openCall } from './open-call.ts';
import { storableJson } from './storable-json.ts';

export type CallWish = Omit<NewCall, 'id' | 'startedAt' | 'request'> & { request: unknown };

export type CallLog = { open(wish: CallWish): OpenCall };

/** Ends that are being written, of all logs of these services: an answer may be out before its end is committed. */
const endsInHand = new WeakMap<Services, Set<Promise<void>>>();

/** Resolves when the end of every answer that went out is committed. For a server that stops, after its doors closed. */
export async function drainCalls(services: Services): Promise<void> {
  await Promise.all(endsInHand.get(services) ?? []);
}

const mostAttempts = 6;
/** Ends are written behind the answers: a short pause between groups means fewer commits where it is busy. */
const endPauseMs = 10;

/** Records every call: before its first byte, while it streams, and how it ended. */
export function createCallLog(services: Services): CallLog {
  const insert = commitInGroups<NewCall>(calls => insertCalls(services.db, calls));
  const update = commitInGroups<CallProgress>(all => updateCalls(services.db, lastOfEach(all)), endPauseMs);
  const inHand = endsInHand.get(services) ?? new Set();
  endsInHand.set(services, inHand);
  return {
    open(wish) {
      const id = newId();
      const startedAt = new Date(services.clock());
      const committed = insert({ ...wish, id, startedAt, request: storableJson(wish.request) });
      committed.catch(() => undefined);
      return openCall(id, {
        committed,
        clock: services.clock,
        checkpoint: progress => void after(committed, () => persist(progress, mostAttempts)),
        persist(progress) {
          const end = after(committed, () => persist(progress, 1)).finally(() => inHand.delete(end));
          inHand.add(end);
          return end;
        },
      });
    },
  };

  /** What is written was said already, so a database that is away is waited for, about half a minute. */
  async function persist(progress: CallProgress, attempt: number): Promise<void> {
    try {
      await update(progress);
    } catch (error) {
      services.log.warn('call not kept', { id: progress.id, state: progress.state, attempt, error });
      if (attempt >= mostAttempts) return;
      await sleep(500 * 2 ** attempt);
      await persist(progress, attempt + 1);
    }
  }
}

/** A call whose start could not be committed has no row, and no answer. */
const after = (committed: Promise<void>, work: () => Promise<void>): Promise<void> =>
  committed.then(work, () => undefined);

const lastOfEach = (all: readonly CallProgress[]): CallProgress[] => [
  ...new Map(all.map(each => [each.id, each])).values(),
];
