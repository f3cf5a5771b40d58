import type { CallProgress } from './call.queries.ts';
import type { Checkpoints, Growing } from './checkpoints.ts';

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
  /** Resolves when the end is committed, or will be as soon as the database is back. `text`: where all of it comes at once. */
  finish(end: CallEnd, text?: string): Promise<void>;
};

export type CallKeeper = {
  committed: Promise<void>;
  checkpoints: Checkpoints;
  clock(): number;
  /** Partial text of a call that goes on. */
  checkpoint(progress: CallProgress): void;
  persist(progress: CallProgress): Promise<void>;
};

const checkpointCharacters = 4_096;

export function openCall(id: string, keeper: CallKeeper): OpenCall {
  const startedMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedMs);
  let text = '';
  let kept = 0;
  let unkeptSinceMs: number | undefined;
  let firstTokenMs: number | null = null;
  const now = (): CallProgress => ({ ...nothingYet, id, firstTokenMs, responseText: text });
  const growing: Growing = {
    unkeptSinceMs: () => unkeptSinceMs,
    keep() {
      unkeptSinceMs = undefined;
      kept = text.length;
      keeper.checkpoint(now());
    },
  };
  const append = (piece: string) => {
    if (!piece) return;
    if (firstTokenMs === null) keeper.checkpoints.add(growing);
    firstTokenMs ??= elapsedMs();
    text += piece;
    unkeptSinceMs ??= performance.now();
    if (text.length - kept >= checkpointCharacters) growing.keep();
  };
  return {
    id,
    committed: keeper.committed,
    text: () => text,
    append,
    finish(end, whole) {
      if (whole) [text, firstTokenMs] = [whole, elapsedMs()];
      keeper.checkpoints.remove(growing);
      return keeper.persist({ ...now(), ...end, totalMs: elapsedMs(), endedAt: new Date(keeper.clock()) });
    },
  };
}

/** A call of which only its start is known. */
export const nothingYet: Omit<CallProgress, 'id'> = {
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
