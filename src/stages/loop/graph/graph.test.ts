import { beforeAll, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { insertSmallLoop, type SmallLoop } from '../lineage/test-loop.ts';
import type { Graph } from './graph.contract.ts';
import { graphRouter } from './graph.routes.ts';

let services: TestServices;
let loop: SmallLoop;
beforeAll(async () => {
  services = await createTestServices();
  loop = await insertSmallLoop(services);
});

const get = (focus?: string): Promise<Graph> =>
  services.callerOf(graphRouter).get({ project: loop.project, ...(focus ? { focus } : {}) });
const names = (graph: Graph, onlyFollowed = false) =>
  Object.fromEntries(
    graph.columns.map(({ column, nodes }) => [
      column,
      nodes.filter(node => node.isFollowed || !onlyFollowed).map(node => node.name || node.facts.count),
    ]),
  );

test('all of a project in nine columns, nothing followed', async () => {
  const graph = await get();
  expect(graph.followed).toBeNull();
  expect(names(graph)).toEqual({
    people: ['Owner'],
    data: ['feedback', 'house mail'],
    dataset: ['desk v2', 'desk v1'],
    run: ['warm-voice'],
    model: ['warm-voice-1'],
    evaluation: ['warm'],
    deployment: ['desk'],
    calls: [1],
    feedback: [1],
  });
  expect(graph.returning).toEqual({ accepted: 1, waiting: 0 });
  const lines = graph.edges.map(({ from, to }) => `${from.split(':')[0]} ${to.split(':')[0]}`);
  expect(new Set(lines)).toEqual(
    new Set([
      'person source',
      'source dataset_version',
      'dataset_version run',
      'run model_version',
      'model_version evaluation',
      'model_version deployment',
      'deployment calls',
      'calls feedback',
    ]),
  );
});

test('from an answer back to the person, forward to its feedback, and not round again', async () => {
  const graph = await get(`call:${loop.completion}`);
  expect(graph.followed).toMatchObject({ kind: 'interaction', id: loop.answer });
  const followed = names(graph, true);
  expect(followed).toMatchObject({ people: ['Owner'], model: ['warm-voice-1'], run: ['warm-voice'] });
  expect(followed.dataset).toEqual(['desk v1']);
  expect(followed.data).toEqual(['house mail']);
  expect(followed.feedback).toHaveLength(2);
  const marked = new Set(
    graph.columns.flatMap(each => each.nodes.filter(node => node.isFollowed)).map(n => n.key),
  );
  for (const { from, to, isFollowed } of graph.edges)
    expect(isFollowed).toBe(marked.has(from) && marked.has(to));
});

test('a word that people know is followed too; what is not there is said', async () => {
  expect((await get('any:run 3')).followed).toMatchObject({ kind: 'run', id: loop.run });
  await expect(get('run:99')).rejects.toMatchObject({ code: 'not_found' });
});

test('many of a kind are counted, the newest shown', async () => {
  const project = await services.newProject();
  await services.pool.query(
    `insert into source (id, project_id, name, origin, created_by)
     select gen_random_uuid(), $1, 'source ' || n, 'own', $2 from generate_series(1, 40) n`,
    [project, services.owner.ref],
  );
  const { columns } = await services.callerOf(graphRouter).get({ project });
  const data = columns.find(each => each.column === 'data')!;
  expect([data.total, data.nodes.length]).toEqual([40, 12]);
});
