import { AttuneError } from '#platform/http/attune-error.ts';
import type { RunState } from '../tuning.tables.ts';

/**
 * What can happen to a run. People `pause`, `resume` and `cancel`; the queue gives it its turn (`start`); the engine
 * `begin`s, is gone without a result (`stop`), `fail`s or `finish`es.
 */
export type RunMove = 'start' | 'begin' | 'stop' | 'fail' | 'finish' | 'pause' | 'resume' | 'cancel';

const moves: Record<RunState, Partial<Record<RunMove, RunState>>> = {
  queued: { start: 'starting', pause: 'paused', cancel: 'cancelled', fail: 'failed' },
  starting: {
    begin: 'running',
    stop: 'starting',
    fail: 'failed',
    finish: 'done',
    pause: 'pausing',
    cancel: 'cancelling',
  },
  running: {
    begin: 'running',
    stop: 'starting',
    fail: 'failed',
    finish: 'done',
    pause: 'pausing',
    cancel: 'cancelling',
  },
  pausing: {
    begin: 'pausing',
    stop: 'paused',
    fail: 'failed',
    finish: 'done',
    pause: 'pausing',
    cancel: 'cancelling',
  },
  paused: { resume: 'queued', cancel: 'cancelled' },
  cancelling: {
    begin: 'cancelling',
    stop: 'cancelled',
    fail: 'cancelled',
    finish: 'cancelled',
    cancel: 'cancelling',
  },
  cancelled: {},
  failed: { resume: 'queued', cancel: 'cancelled' },
  done: {},
};

/** The state after a move. Throws `run_cannot_<move>` with what can be done instead. */
export function nextRunState(state: RunState, move: RunMove): RunState {
  const next = moves[state][move];
  if (next) return next;
  throw new AttuneError(`run_cannot_${move}`, `A run that is ${state} cannot ${move}.`, {
    status: 409,
    remedy: remedies[state],
    fields: { state, move },
  });
}

const remedies: Record<RunState, string> = {
  queued: 'It waits for its turn: you can pause or cancel it.',
  starting: 'You can pause or cancel it.',
  running: 'You can pause or cancel it.',
  pausing: 'Wait until it is paused, then resume or cancel it.',
  paused: 'Resume or cancel it.',
  cancelling: 'It is about to end; start a new run if you need one.',
  cancelled: 'It is over; start a new run with the same recipe.',
  failed: 'Resume it from its last checkpoint, or start a new run with another recipe.',
  done: 'It is over and made its model version; start a new run to train again.',
};

/** An engine works on it, or is about to. */
export const isActive = (state: RunState): boolean => activeStates.includes(state);
export const activeStates: RunState[] = ['starting', 'running', 'pausing', 'cancelling'];
export const runStates = Object.keys(moves) as [RunState, ...RunState[]];
