import { newId } from '#platform/database/new-id.ts';
import type { Services } from '#platform/http/services.ts';
import { type CallProgress, insertCalls, type NewCall, updateCalls } from './call.queries.ts';
import { commitInGroups } from './commit-in-groups.ts';
import { storableJson } from './storable-json.ts';

export type CallWish = Omit<NewCall, 'id' | 'startedAt' | 'request'> & { request: unknown };

export type CallEnd = Pick<CallProgress, 'state'> &
  Partial<Pick<CallProgress, 'finishReason' | 'promptTokens' | 'completionTokens' | 'usageSource' | 'error'>>;

/** One call while it is answered. */
export type OpenCall = {
  id: string;
  /** Resolves when the row is committed as `started`: not a byte of an answer goes out before. */
  committed: Promise<void>;
  /** Text of the answer as it comes; kept in the row every second or so. */
  append(piece: string): void;
  text(): string;
  /** Resolves when the end is committed, or will be as soon as the database is back. */
  finish(end: CallEnd): Promise<void>;
};

export type CallLog = { open(wish: CallWish): OpenCall };

const checkpointMs = 1_500;
const checkpointCharacters = 4_096;

/** Records every call: before its first byte, while it streams, and how it ended. */
export function createCallLog(services: Services): CallLog {
  const insert = commitInGroups<NewCall>(calls => insertCalls(services.db, calls));
  const update = commitInGroups<CallProgress>(all => updateCalls(services.db, lastOfEach(all)));
  return {
    open(wish) {
      const id = newId();
      const startedMs = performance.now();
      const startedAt = new Date(services.clock());
      const committed = insert({ ...wish, id, startedAt, request: storableJson(wish.request) });
      committed.catch(() => undefined);
      let text = '';
      let kept = 0;
      let firstTokenMs: number | null = null;
      let timer: NodeJS.Timeout | undefined;
      const now = (): CallProgress => ({ ...nothingYet, id, firstTokenMs, responseText: text });
      const checkpoint = () => {
        clearTimeout(timer);
        timer = undefined;
        kept = text.length;
        void committed
          .then(() => update(now()))
          .catch(error => services.log.warn('call not kept', { id, error }));
      };
      return {
        id,
        committed,
        text: () => text,
        append(piece) {
          if (piece) firstTokenMs ??= Math.round(performance.now() - startedMs);
          text += piece;
          if (text.length - kept >= checkpointCharacters) checkpoint();
          else timer ??= setTimeout(checkpoint, checkpointMs);
        },
        async finish(end) {
          clearTimeout(timer);
          if (!(await isCommitted(committed))) return;
          const totalMs = Math.round(performance.now() - startedMs);
          await persist({ ...now(), ...end, totalMs, endedAt: new Date(services.clock()) });
        },
      };
    },
  };

  /** The answer went out already, so a database that is away for some seconds is waited for. */
  async function persist(progress: CallProgress, attempt = 0): Promise<void> {
    try {
      await update(progress);
    } catch (error) {
      services.log.warn('end of call not kept', { id: progress.id, attempt, error });
      if (attempt < 6) setTimeout(() => void persist(progress, attempt + 1), 500 * 2 ** attempt).unref();
    }
  }
}

const isCommitted = (committed: Promise<void>): Promise<boolean> =>
  committed.then(
    () => true,
    () => false,
  );

const nothingYet: Omit<CallProgress, 'id'> = {
  state: 'started',
  responseText: null,
  finishReason: null,
  promptTokens: null,
  completionTokens: null,
  usageSource: null,
  error: null,
  firstTokenMs: null,
  totalMs: null,
  endedAt: null,
};

const lastOfEach = (all: readonly CallProgress[]): CallProgress[] => [
  ...new Map(all.map(each => [each.id, each])).values(),
];
