import type { CallProgress } from './call.queries.ts';

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

export type CallKeeper = {
  committed: Promise<void>;
  clock(): number;
  /** Partial text of a call that goes on. */
  checkpoint(progress: CallProgress): void;
  persist(progress: CallProgress): Promise<void>;
};

const checkpointMs = 1_500;
const checkpointCharacters = 4_096;

export function openCall(id: string, keeper: CallKeeper): OpenCall {
  const startedMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedMs);
  let text = '';
  let kept = 0;
  let firstTokenMs: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const now = (): CallProgress => ({ ...nothingYet, id, firstTokenMs, responseText: text });
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    kept = text.length;
    keeper.checkpoint(now());
  };
  return {
    id,
    committed: keeper.committed,
    text: () => text,
    append(piece) {
      if (piece) firstTokenMs ??= elapsedMs();
      text += piece;
      if (text.length - kept >= checkpointCharacters) keep();
      else timer ??= setTimeout(keep, checkpointMs);
    },
    finish(end) {
      clearTimeout(timer);
      return keeper.persist({ ...now(), ...end, totalMs: elapsedMs(), endedAt: new Date(keeper.clock()) });
    },
  };
}

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
