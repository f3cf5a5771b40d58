import type { LoopRun, LoopStep } from '../../runs/loop-run.contract.ts';

/** The rows of the first turn in their order, and which kinds of step of the loop each stands for. */
export const turnRows = ['need', 'data', 'tune', 'vote', 'verdict', 'serve'] as const;
export type TurnRowName = (typeof turnRows)[number];

const kindsOf: Record<TurnRowName, readonly string[]> = {
  need: ['brief'],
  data: ['source', 'import', 'cleaning', 'dataset'],
  tune: ['run'],
  vote: ['evaluation', 'vote'],
  verdict: [],
  serve: ['deployment'],
};

export type TurnRow = {
  name: TurnRowName;
  state: LoopStep['state'];
  steps: LoopStep[];
  /** The row that has to come first; undefined where nothing is waited for. */
  waitsFor: TurnRowName | undefined;
  seconds: number | undefined;
  /** The number of the evaluation that the verdict is of, once there is one. */
  evaluation?: number;
};

/** The steps of a loop as the rows of the page. The verdict is no step: it is there once the vote has ended. */
export function rowsOfLoop(loop: LoopRun): TurnRow[] {
  const rows: TurnRow[] = [];
  for (const name of turnRows) {
    const steps = loop.steps.filter(step => kindsOf[name].includes(step.kind));
    if (steps.length === 0 && name !== 'verdict') continue;
    const vote = loop.steps.find(step => step.kind === 'vote');
    const state = name === 'verdict' ? (vote?.state === 'done' ? 'done' : 'pending') : stateOf(steps);
    const before = name === 'verdict' ? 'vote' : rows.find(row => row.state !== 'done')?.name;
    rows.push({
      name,
      state,
      steps,
      waitsFor: state === 'pending' ? before : undefined,
      seconds: secondsOf(steps),
      ...(name === 'verdict' && vote?.result ? { evaluation: Number(vote.result.number) } : {}),
    });
  }
  return rows;
}

function stateOf(steps: readonly LoopStep[]): LoopStep['state'] {
  const states = steps.map(step => step.state);
  for (const state of ['failed', 'running', 'waiting'] as const) if (states.includes(state)) return state;
  if (states.every(state => state === 'done')) return 'done';
  return states.includes('done') ? 'running' : 'pending';
}

/** What its steps took, one after the other; what people were waited for is not counted. */
function secondsOf(steps: readonly LoopStep[]): number | undefined {
  const ended = steps.filter(step => step.startedAt && step.endedAt && step.kind !== 'vote');
  if (ended.length === 0) return undefined;
  return (
    ended.reduce((sum, { startedAt, endedAt }) => sum + (endedAt!.getTime() - startedAt!.getTime()), 0) / 1000
  );
}
