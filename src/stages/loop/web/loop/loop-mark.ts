import type { Mark } from '#platform/ui/panes/state-mark.tsx';
import type { StationFacts } from '../../overview/overview.contract.ts';
import type { LoopRun, LoopStep } from '../../runs/loop-run.contract.ts';

export const loopMarks: Record<LoopRun['state'], Mark> = {
  running: 'running',
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
};

export const stepMarks: Record<LoopStep['state'], Mark> = {
  pending: 'none',
  running: 'running',
  done: 'done',
  waiting: 'waiting',
  failed: 'failed',
};

export const stationMarks: Record<StationFacts['state'], Mark> = {
  empty: 'none',
  waiting: 'waiting',
  running: 'running',
  done: 'done',
};
