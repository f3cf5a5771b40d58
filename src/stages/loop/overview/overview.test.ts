import { beforeAll, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { insertSmallLoop } from '../lineage/test-loop.ts';
import { describeStations } from './describe-stations.ts';
import { overviewRouter } from './overview.routes.ts';
import type { StageCounts } from './overview.queries.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const nothing: StageCounts = {
  briefs: 0,
  sources: 0,
  dataRunning: 0,
  frozenVersions: 0,
  judgements: 0,
  modelVersions: 0,
  runsAtWork: 0,
  runsWaiting: 0,
  runsDone: 0,
  evaluationsAtWork: 0,
  evaluationsOpen: 0,
  evaluationsClosed: 0,
  evaluationsFailed: 0,
  deployments: 0,
  feedbackWaiting: 0,
  feedbackAccepted: 0,
};
const all = { tune: true, vote: true, evaluate: true, review: true };
const none = { tune: false, vote: false, evaluate: false, review: false };

test('an empty project has begun nothing', async () => {
  const project = await services.newProject();
  const { turn, stations } = await services.callerOf(overviewRouter).get({ project });
  expect(turn).toBe(1);
  expect(new Set(Object.values(stations).map(station => station.state))).toEqual(new Set(['empty']));
});

test('a loop that went round shows what is done', async () => {
  const loop = await insertSmallLoop(services);
  const { stations } = await services.callerOf(overviewRouter).get({ project: loop.project });
  expect(stations.data.state).toBe('done');
  expect(stations.tuning.state).toBe('done');
  expect(stations.models.state).toBe('done');
});

test('what runs outweighs what waits, and what waits is mine only where I may act', () => {
  const busy = { ...nothing, runsAtWork: 1, runsWaiting: 2, runsDone: 3, evaluationsOpen: 1, sources: 1 };
  expect(describeStations(busy, all).tuning).toEqual({
    state: 'running',
    running: 1,
    waiting: 2,
    isMine: true,
  });
  expect(describeStations(busy, none).evaluation).toEqual({
    state: 'waiting',
    running: 0,
    waiting: 1,
    isMine: false,
  });
  expect(describeStations(busy, all).data.state).toBe('waiting');
});
