import { setTimeout as sleep } from 'node:timers/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { LoopFile } from '../file/loop-file.contract.ts';
import type { PlannedStep } from '../file/plan-steps.ts';
import type { Stages } from './call-stages.ts';
import type { LoopFailure } from './loop-run.contract.ts';

/** What a step works with. `stages` calls endpoints in the name of who started the loop; the same step calls the same once. */
export type StepContext = {
  project: string;
  file: LoopFile;
  step: PlannedStep;
  stages: Stages;
  /** Results of the steps before, by key. */
  results: Record<string, StepResult>;
  signal: AbortSignal;
  /** Says what the step started, so that people can open it while it is at work. */
  made(facts: StepResult): Promise<void>;
};

/** What is kept of a step. `id` identifies what it made: later steps are done again when it changes. */
export type StepResult = { id: string } & Record<string, unknown>;

/** Starts what the step asks for, or finds it started, and waits until it is final. `waiting` = people have to act. */
export type CarryOut = (context: StepContext) => Promise<StepResult>;

const pollMs = 400;

/** Reads until `isFinal`, as long as the loop is not told to stop. */
export async function until<Value>(
  signal: AbortSignal,
  read: () => Promise<Value>,
  isFinal: (value: Value) => boolean,
): Promise<Value> {
  for (;;) {
    const value = await read();
    if (isFinal(value)) return value;
    await sleep(pollMs, undefined, { signal });
  }
}

export function assertDone(what: string, state: string, error: unknown): void {
  if (state !== 'failed') return;
  const { code, message, remedy, fields } = (error ?? {}) as Partial<LoopFailure>;
  throw new AttuneError(code ?? 'step_failed', `${what} failed: ${message ?? 'no reason was stored'}`, {
    remedy,
    fields,
  });
}

export function needed(context: StepContext, key: string): StepResult {
  const result = context.results[key];
  if (!result) throw new AttuneError('step_missing', `The step ${key} has no result yet.`);
  return result;
}
