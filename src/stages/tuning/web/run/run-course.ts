import type { RunEvent } from '../../runs/run.contract.ts';

export type StepPoint = {
  step: number;
  epoch: number;
  loss: number | null;
  learningRate: number | null;
  tokensPerS: number | null;
  memoryBytes: number | null;
  totalTokens: number | null;
  tasks: TaskLoss[];
};
export type EvalPoint = { step: number; loss: number | null; isBest: boolean; tasks: TaskLoss[] };
/** Rewards of a step or an evaluation of an objective that learns from preferences. */
export type RewardPoint = {
  step: number;
  chosen: number | null;
  rejected: number | null;
  margin: number | null;
  accuracy: number;
};
/** One data set's part of a loss; nothing where a run has one alone. */
export type TaskLoss = { name: string; loss: number | null };
/** A stage of a plan, and the step that it begins with. */
export type StagePoint = { stage: number; name: string | null; step: number };
export type SamplePoint = { step: number; prompt: string; text: string };
export type LogLine = { seq: number; at: Date; type: string; payload: Record<string, unknown> };

/** All that the engine said of a run so far, in its order; a step that was done again after a crash counts once. */
export type RunCourse = {
  lastSeq: number;
  steps: StepPoint[];
  evals: EvalPoint[];
  stages: StagePoint[];
  rewards: RewardPoint[];
  evalRewards: RewardPoint[];
  samples: SamplePoint[];
  log: LogLine[];
};

export const nothingYet: RunCourse = {
  lastSeq: 0,
  steps: [],
  evals: [],
  stages: [],
  rewards: [],
  evalRewards: [],
  samples: [],
  log: [],
};

export function addEvents(course: RunCourse, events: readonly RunEvent[]): RunCourse {
  const steps = new Map(course.steps.map(point => [point.step, point]));
  const evals = new Map(course.evals.map(point => [point.step, point]));
  const stages = new Map(course.stages.map(point => [point.step, point]));
  const rewards = new Map(course.rewards.map(point => [point.step, point]));
  const evalRewards = new Map(course.evalRewards.map(point => [point.step, point]));
  const samples = [...course.samples];
  const log = [...course.log];
  for (const { seq, type, at, payload } of events) {
    if (type === 'step') steps.set(Number(payload.step), stepOf(payload));
    else log.push({ seq, at, type, payload });
    const reward = rewardOf(payload);
    if (reward && type === 'step') rewards.set(reward.step, reward);
    if (reward && type === 'eval') evalRewards.set(reward.step, reward);
    if (type === 'eval') evals.set(Number(payload.step), evalOf(payload));
    if (type === 'stage') stages.set(Number(payload.step), stageOf(payload));
    if (type === 'sample')
      samples.push({
        step: Number(payload.step),
        prompt: String(payload.prompt_id),
        text: String(payload.text),
      });
  }
  const inOrder = <Point extends { step: number }>(points: Map<number, Point>) =>
    [...points.values()].sort((a, b) => a.step - b.step);
  return {
    lastSeq: events.at(-1)?.seq ?? course.lastSeq,
    steps: inOrder(steps),
    evals: inOrder(evals),
    stages: inOrder(stages),
    rewards: inOrder(rewards),
    evalRewards: inOrder(evalRewards),
    samples,
    log,
  };
}

const stepOf = (payload: Record<string, unknown>): StepPoint => ({
  step: Number(payload.step),
  epoch: Number(payload.epoch),
  loss: numberOf(payload.loss),
  learningRate: numberOf(payload.learning_rate),
  tokensPerS: numberOf(payload.tokens_per_s),
  memoryBytes: numberOf(payload.memory_bytes),
  totalTokens: numberOf(payload.total_tokens),
  tasks: tasksOf(payload),
});

const evalOf = (payload: Record<string, unknown>): EvalPoint => ({
  step: Number(payload.step),
  loss: numberOf(payload.loss),
  isBest: payload.best === true,
  tasks: tasksOf(payload),
});

const stageOf = (payload: Record<string, unknown>): StagePoint => ({
  stage: Number(payload.stage),
  name: typeof payload.name === 'string' ? payload.name : null,
  step: Number(payload.step),
});

const rewardOf = (payload: Record<string, unknown>): RewardPoint | undefined =>
  typeof payload.reward_accuracy === 'number'
    ? {
        step: Number(payload.step),
        chosen: numberOf(payload.reward_chosen),
        rejected: numberOf(payload.reward_rejected),
        margin: numberOf(payload.reward_margin),
        accuracy: payload.reward_accuracy,
      }
    : undefined;

const tasksOf = ({ tasks }: Record<string, unknown>): TaskLoss[] =>
  Array.isArray(tasks)
    ? tasks.map(({ name, loss }: Record<string, unknown>) => ({ name: String(name), loss: numberOf(loss) }))
    : [];

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
