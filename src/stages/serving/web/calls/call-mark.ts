import type { Mark } from '#platform/ui/panes/state-mark.tsx';
import type { Call } from '../../calls/call.contract.ts';

export const callMarks: Record<Call['state'], Mark> = {
  started: 'running',
  ok: 'done',
  client_abort: 'cancelled',
  upstream_error: 'failed',
  timeout: 'failed',
  interrupted: 'failed',
};
