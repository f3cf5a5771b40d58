import type { Mark } from '#platform/ui/panes/state-mark.tsx';

/** Imports, cleaning runs and dataset versions share these states. */
export const jobMarks: Record<'queued' | 'running' | 'building' | 'done' | 'frozen' | 'failed', Mark> = {
  queued: 'waiting',
  running: 'running',
  building: 'running',
  done: 'done',
  frozen: 'done',
  failed: 'failed',
};
