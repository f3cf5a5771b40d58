import type { Mark } from '#platform/ui/panes/state-mark.tsx';
import type { Evaluation } from '../evaluation.contract.ts';

export const evaluationMarks: Record<Evaluation['state'], Mark> = {
  preparing: 'waiting',
  generating: 'running',
  open: 'running',
  closed: 'done',
  failed: 'failed',
};
