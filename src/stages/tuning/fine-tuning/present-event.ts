import { openAiId, readOpenAiId } from '#platform/http/openai-id.ts';
import type { EventPlace, StepLosses, ToldEvent } from './job-event.queries.ts';
import type { OpenAiCheckpoint, OpenAiEvent } from './job.contract.ts';
import { toSeconds } from './openai-list.ts';

type EventOf = { jobId: string; totalSteps: number };

/** What was told of a job, or what its engine said, as OpenAI's clients know it. */
export function presentEvent(event: ToldEvent, { jobId, totalSteps }: EventOf): OpenAiEvent {
  const { level = 'info', type = 'message', data = null, message } = describe(event, totalSteps);
  const id = eventId(jobId, event);
  const created_at = toSeconds(event.at);
  return { id, object: 'fine_tuning.job.event', created_at, level, message, type, data };
}

type Description = Pick<OpenAiEvent, 'message'> & Partial<Pick<OpenAiEvent, 'level' | 'type' | 'data'>>;

/** What events say of what is shown here, each of it in some of them. */
type Said = Record<'step' | 'steps_planned' | 'loss' | 'learning_rate', number> &
  Record<'message' | 'remedy' | 'text' | 'code', string> & { level: OpenAiEvent['level'] };

function describe({ type, payload }: ToldEvent, totalSteps: number): Description {
  const said = payload as Said;
  const at = `Step ${said.step}/${totalSteps}`;
  const place = { step: said.step, total_steps: totalSteps };
  switch (type) {
    case 'told':
      return { level: said.level, message: said.message };
    case 'started':
      return { message: `Training started: ${said.steps_planned} steps.` };
    case 'step':
      return {
        type: 'metrics',
        message: `${at}: training loss=${shown(said.loss)}`,
        data: { ...place, train_loss: said.loss, learning_rate: said.learning_rate },
      };
    case 'eval':
      return {
        type: 'metrics',
        message: `${at}: validation loss=${shown(said.loss)}`,
        data: { ...place, valid_loss: said.loss, full_valid_loss: said.loss },
      };
    case 'checkpoint':
      return { message: `Checkpoint created at step ${said.step}`, data: { step: said.step } };
    case 'warning':
      return { level: 'warn', message: said.text, data: { code: said.code } };
    case 'stopped':
      return { message: `Training stopped after step ${said.step}; a checkpoint keeps what was learned.` };
    case 'failed':
      return {
        level: 'error',
        message: [said.message, said.remedy].filter(Boolean).join(' '),
        data: { code: said.code },
      };
    default:
      return { message: 'Training is done and the model was made; the job has successfully completed.' };
  }
}

/** A loss that is no number is null in the engine's words. */
const shown = (loss: number | null): string => loss?.toFixed(4) ?? 'not a number';

const letters = { job: 'a', run: 'b' } as const;

const eventId = (jobId: string, { origin, n }: EventPlace): string =>
  `${openAiId('ftevent', jobId)}-${letters[origin]}${n}`;

/** Undefined for what is no event of this job. */
export function readEventId(jobId: string, text: string): EventPlace | undefined {
  const [head, letter, n] = /^(.*)-([ab])(\d{1,9})$/.exec(text)?.slice(1) ?? [];
  if (!head || readOpenAiId('ftevent', head) !== jobId) return undefined;
  return { origin: letter === 'a' ? 'job' : 'run', n: Number(n) };
}

type CheckpointOf = { jobId: string; name: string };

export function presentCheckpoint(
  { step, createdAt }: { step: number; createdAt: Date },
  { trainLoss, validLoss }: Partial<StepLosses>,
  { jobId, name }: CheckpointOf,
): OpenAiCheckpoint {
  return {
    id: `${openAiId('ftckpt', jobId)}-${step}`,
    object: 'fine_tuning.job.checkpoint',
    created_at: toSeconds(createdAt),
    fine_tuned_model_checkpoint: `${name}:ckpt-step-${step}`,
    step_number: step,
    fine_tuning_job_id: openAiId('ftjob', jobId),
    metrics: {
      step,
      ...given('train_loss', trainLoss),
      ...given('valid_loss', validLoss),
      ...given('full_valid_loss', validLoss),
    },
  };
}

const given = (name: string, loss: number | null | undefined) =>
  typeof loss === 'number' ? { [name]: loss } : {};

/** The step of a checkpoint of this job, undefined for what is none. */
export function readCheckpointId(jobId: string, text: string): number | undefined {
  const [head, step] = /^(.*)-(\d{1,9})$/.exec(text)?.slice(1) ?? [];
  return head && readOpenAiId('ftckpt', head) === jobId ? Number(step) : undefined;
}
