import type { Mark } from '#platform/ui/panes/state-mark.tsx';
import type { Run } from '../runs/run.contract.ts';

/** The sign of a run's state. */
export const runMarks: Record<Run['state'], Mark> = {
  queued: 'waiting',
  starting: 'running',
  running: 'running',
  pausing: 'running',
  paused: 'paused',
  cancelling: 'running',
  cancelled: 'cancelled',
  failed: 'failed',
  done: 'done',
};

export const isOver = ({ state }: Run): boolean => ['cancelled', 'failed', 'done'].includes(state);
export const isAtWork = ({ state }: Run): boolean =>
  ['starting', 'running', 'pausing', 'cancelling'].includes(state);
