import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useLiveEvents } from '#platform/ui/api/live-events.ts';
import type { Run, RunEvent } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';

export type StepPoint = {
  step: number;
  epoch: number;
  loss: number | null;
  learningRate: number | null;
  tokensPerS: number | null;
  memoryBytes: number | null;
  totalTokens: number | null;
};
export type EvalPoint = { step: number; loss: number | null; isBest: boolean };
export type SamplePoint = { step: number; prompt: string; text: string };
export type LogLine = { seq: number; at: Date; type: string; payload: Record<string, unknown> };

/** All that the engine said of a run so far, in its order; a step that was done again after a crash counts once. */
export type RunCourse = {
  lastSeq: number;
  steps: StepPoint[];
  evals: EvalPoint[];
  samples: SamplePoint[];
  log: LogLine[];
};

const nothing: RunCourse = { lastSeq: 0, steps: [], evals: [], samples: [], log: [] };
const pageSize = 500;

/** Reads what is new since the last look: at first all, then a second's worth at every event of the run. */
export function useRunCourse(project: string, run: Run | undefined) {
  const queries = useQueryClient();
  const key = ['run-course', project, run?.id];
  const query = useQuery({
    queryKey: key,
    enabled: run !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => readOn(project, run!.id, queries.getQueryData<RunCourse>(key) ?? nothing),
  });
  const { refetch } = query;
  useLiveEvents(
    project,
    useCallback(
      event => {
        if (event.subjectId === run?.id) void refetch({ cancelRefetch: false });
      },
      [run?.id, refetch],
    ),
  );
  return query;
}

async function readOn(project: string, run: string, from: RunCourse): Promise<RunCourse> {
  let course = from;
  for (;;) {
    const input = { project, run, after: String(course.lastSeq), limit: pageSize };
    const { items } = await runApi.events.call(input);
    course = addEvents(course, items);
    if (items.length < pageSize) return course;
  }
}

export function addEvents(course: RunCourse, events: readonly RunEvent[]): RunCourse {
  const steps = new Map(course.steps.map(point => [point.step, point]));
  const evals = new Map(course.evals.map(point => [point.step, point]));
  const samples = [...course.samples];
  const log = [...course.log];
  for (const { seq, type, at, payload } of events) {
    if (type === 'step') steps.set(Number(payload.step), stepOf(payload));
    else log.push({ seq, at, type, payload });
    if (type === 'eval') evals.set(Number(payload.step), evalOf(payload));
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
});

const evalOf = (payload: Record<string, unknown>): EvalPoint => ({
  step: Number(payload.step),
  loss: numberOf(payload.loss),
  isBest: payload.best === true,
});

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
