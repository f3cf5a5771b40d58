import { createHash } from 'node:crypto';
import type { LoopStepState } from '../loop.tables.ts';
import type { PlannedStep } from './plan-steps.ts';

export type KnownStep = { state: LoopStepState; inputDigest: string | null; result: unknown };
export type StepAction = 'reuse' | 'do' | 'redo' | 'wait';

/** What a step's outcome depends on: its part of the file and the results it needs. The same digest means nothing to do. */
export function digestInput(step: PlannedStep, results: Record<string, unknown>): string {
  const needed = Object.fromEntries(step.needs.map(key => [key, identityOf(results[key])]));
  return createHash('sha256')
    .update(stableJson([step.kind, step.settings, needed]))
    .digest('hex');
}

/** Of a result only what identifies it counts: measurements may differ from reading to reading. */
function identityOf(result: unknown): unknown {
  return (result as { id?: unknown } | undefined)?.id ?? null;
}

export function decideStep(
  known: KnownStep | undefined,
  inputDigest: string,
): { action: StepAction; reason: string } {
  if (!known || known.state === 'pending') return { action: 'do', reason: 'not done yet' };
  if (known.inputDigest !== inputDigest)
    return { action: 'redo', reason: 'its part of the file, or a step before it, has changed' };
  switch (known.state) {
    case 'done':
      return { action: 'reuse', reason: 'done already with the same input' };
    case 'waiting':
      return { action: 'wait', reason: 'waits for people' };
    case 'running':
      return { action: 'do', reason: 'goes on where it is' };
    case 'failed':
      return { action: 'redo', reason: 'failed the last time' };
  }
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
