import type { EngineEvent } from '#platform/engine/engine-port.ts';
import type { RunProgress } from '../tuning.tables.ts';

const nothingYet: RunProgress = {
  step: 0,
  stepsPlanned: 0,
  epoch: 0,
  loss: null,
  validationLoss: null,
  learningRate: null,
  tokensPerS: null,
  etaS: null,
  memoryBytes: null,
};

type Progress = { phase?: string; done: number; total: number };
type Started = { steps_planned: number; resumed_from: { step: number } | null };
type Step = {
  step: number;
  epoch: number;
  loss: number | null;
  learning_rate: number;
  tokens_per_s: number;
  eta_s: number;
  memory_bytes: number;
};

/** Where a run stands after more events: the last word on everything. */
export function foldProgress(before: RunProgress | null, events: readonly EngineEvent[]): RunProgress {
  return events.reduce(after, before ?? nothingYet);
}

function after(progress: RunProgress, event: EngineEvent): RunProgress {
  switch (event.type) {
    case 'started': {
      const { steps_planned, resumed_from } = event as unknown as Started;
      return { ...progress, stepsPlanned: steps_planned, step: resumed_from?.step ?? 0, etaS: null };
    }
    case 'progress': {
      const { phase, done, total } = event as unknown as Progress;
      return phase === 'reference' ? { ...progress, reference: { done, total } } : progress;
    }
    case 'step': {
      const { step, epoch, loss, learning_rate, tokens_per_s, eta_s, memory_bytes } =
        event as unknown as Step;
      const measured = {
        learningRate: learning_rate,
        tokensPerS: tokens_per_s,
        etaS: eta_s,
        memoryBytes: memory_bytes,
      };
      return { ...progress, step, epoch, loss, ...measured };
    }
    case 'eval':
      return { ...progress, validationLoss: event.loss as number | null };
    case 'done':
      return {
        ...progress,
        step: event.step as number,
        validationLoss: event.best_loss as number | null,
        etaS: 0,
      };
    case 'stopped':
    case 'failed':
      return { ...progress, etaS: null, tokensPerS: null };
    default:
      return progress;
  }
}
