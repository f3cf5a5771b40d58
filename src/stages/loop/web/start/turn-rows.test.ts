import { expect, test } from 'vitest';
import type { LoopRun, LoopStep } from '../../runs/loop-run.contract.ts';
import { rowsOfLoop } from './turn-rows.ts';

const step = (kind: string, state: LoopStep['state'], seconds?: number): LoopStep => ({
  key: kind,
  title: kind,
  kind,
  state,
  result: null,
  error: null,
  startedAt: seconds === undefined ? null : new Date(0),
  endedAt: seconds === undefined ? null : new Date(seconds * 1000),
});
const rows = (...steps: LoopStep[]) => rowsOfLoop({ steps } as LoopRun);
const states = (...steps: LoopStep[]) => Object.fromEntries(rows(...steps).map(row => [row.name, row.state]));

test('a row stands for its steps, and adds up what they took', () => {
  const [need, data] = rows(
    step('brief', 'done', 1),
    step('import', 'done', 4),
    step('cleaning', 'running'),
    step('dataset', 'pending'),
  );
  expect(need).toMatchObject({ name: 'need', state: 'done', seconds: 1 });
  expect(data).toMatchObject({ name: 'data', state: 'running', seconds: 4 });
});

test('what has not begun waits for the first row that is not done', () => {
  const found = rows(
    step('import', 'failed', 2),
    step('dataset', 'pending'),
    step('run', 'pending'),
    step('evaluation', 'pending'),
  );
  expect(found.map(row => [row.name, row.state, row.waitsFor])).toEqual([
    ['data', 'failed', undefined],
    ['tune', 'pending', 'data'],
    ['vote', 'pending', 'data'],
    ['verdict', 'pending', 'vote'],
  ]);
});

test('the verdict is there when the vote has ended, not before', () => {
  expect(states(step('evaluation', 'done', 3), step('vote', 'waiting', 1))).toMatchObject({
    vote: 'waiting',
    verdict: 'pending',
  });
  expect(states(step('evaluation', 'done', 3), step('vote', 'done', 1))).toMatchObject({
    vote: 'done',
    verdict: 'done',
  });
});

test('a row whose first step is done and whose next has not begun is at work', () => {
  expect(states(step('import', 'done', 1), step('dataset', 'pending')).data).toBe('running');
});
