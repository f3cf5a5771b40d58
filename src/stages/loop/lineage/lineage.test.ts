import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import type { LineageGroup, LineageNode } from './lineage.contract.ts';
import { lineageRouter } from './lineage.routes.ts';
import { printLineage } from './print-lineage.ts';
import { insertSmallLoop, type SmallLoop } from './test-loop.ts';

let services: TestServices;
let loop: SmallLoop;
beforeAll(async () => {
  services = await createTestServices();
  loop = await insertSmallLoop(services);
});

const get = (id: string, rest: { kind?: string; direction?: 'up' | 'down'; depth?: number } = {}) =>
  services.callerOf(lineageRouter).get({ project: loop.project, kind: 'any', id, ...rest });

/** Follows a path of kinds, first node each. */
function follow(groups: LineageGroup[] | null, ...kinds: string[]): LineageNode {
  const [kind, ...rest] = kinds;
  const node = groups?.find(group => group.kind === kind)?.nodes[0];
  if (!node) throw new Error(`no ${kind} among ${groups?.map(group => group.kind).join(', ')}`);
  return rest.length === 0 ? node : follow(node.groups, ...rest);
}

describe('from an answer', () => {
  test('up to model version, run, dataset version, record, source and person', async () => {
    const { up, down, name } = await get(loop.completion, { direction: 'up' });
    expect(down).toBeNull();
    expect(name).toBe(`answer ${loop.completion}`);
    expect(follow(up, 'model_version').name).toBe('model version warm-voice-1');
    expect(follow(up, 'model_version', 'run').name).toBe('run 3 (warm-voice)');
    const dataset = follow(up, 'model_version', 'run', 'dataset_version');
    expect(dataset).toMatchObject({ name: 'dataset desk@1', detail: 'frozen, 430 rows' });
    const records = dataset.groups.find(group => group.kind === 'record')!;
    expect(records).toMatchObject({ count: 430, relation: 'row of' });
    expect(records.nodes.length).toBe(3);
    expect(records.nodes[0]!.detail).toMatch(/^delivery, mail.jsonl line \d+$/);
    expect(follow(records.nodes[0]!.groups, 'source').name).toBe('source house mail');
    expect(follow(records.nodes[0]!.groups, 'source', 'person').name).toBe('Owner');
    expect(records.nodes[1]!.groups[0]!.nodes[0]).toMatchObject({ repeated: true, groups: [] });
  });

  test('down to the judgement, the promotion, the record and the next dataset version', async () => {
    const { down } = await get(loop.completion, { direction: 'down' });
    const record = follow(down, 'judgement', 'promotion', 'record');
    expect(record).toMatchObject({ id: loop.feedbackRecord, name: 'record "Where is my lamp?"' });
    expect(follow(record.groups, 'dataset_version').name).toBe('dataset desk@2');
  });
});

describe('from data', () => {
  test('a source leads to all that was made of it, thousands as a count that can be listed', async () => {
    const { down } = await get('house mail', { direction: 'down' });
    const records = down!.find(group => group.kind === 'record')!;
    expect(records.count).toBe(430);
    expect(
      follow(records.nodes[0]!.groups, 'dataset_version', 'run', 'model_version', 'interaction').id,
    ).toBe(loop.answer);
    const page = { project: loop.project, ...records.all!, limit: 300 };
    const first = await services.callerOf(lineageRouter).list(page);
    const second = await services.callerOf(lineageRouter).list({ ...page, after: first.next! });
    expect(second.next).toBeNull();
    expect(new Set([...first.items, ...second.items].map(item => item.id)).size).toBe(430);
  });

  test('examples leave no source out, and people come with what they did', async () => {
    const { up } = await get('desk@2', { direction: 'up' });
    const records = up!.find(group => group.kind === 'record')!;
    const promoted = records.nodes.find(node => node.id === loop.feedbackRecord)!;
    expect(records.count).toBe(431);
    expect(follow(promoted.groups, 'promotion', 'person').name).toBe('Owner');
    expect(follow(promoted.groups, 'promotion', 'judgement', 'person').name).toBe('end user ada');
    expect(follow(promoted.groups, 'promotion', 'judgement', 'interaction').id).toBe(loop.answer);
  });

  test('depth ends the walk and says so', async () => {
    const { up } = await get(loop.completion, { direction: 'up', depth: 2 });
    expect(follow(up, 'model_version', 'run')).toMatchObject({ cut: true, groups: [] });
  });
});

describe('an object is named the way people know it', () => {
  test.each([
    ['run 3', 'run'],
    ['runs 3', 'run'],
    ['evaluation 1', 'evaluation'],
    ['eval 1', 'evaluation'],
    ['warm-voice-1', 'model_version'],
    ['model version warm-voice-1', 'model_version'],
    ['desk@2', 'dataset_version'],
    ['dataset desk v1', 'dataset_version'],
    ['dataset desk', 'dataset_version'],
    ['house mail', 'source'],
    ['import 1', 'import_batch'],
    ['starter', 'base_model'],
    ['owner@attune.local', 'person'],
    ['end_user:ada', 'person'],
  ])('%s', async (text, kind) => {
    expect((await get(text)).kind).toBe(kind);
  });

  test('by id of any kind, and a dataset without version is its latest', async () => {
    expect((await get(loop.judgement)).name).toBe('correction');
    expect((await get(loop.feedbackRecord)).kind).toBe('record');
    expect((await get('dataset desk')).id).toBe(loop.next);
    expect((await get('3', { kind: 'run' })).id).toBe(loop.run);
  });

  test('what is not there, is several things, or lies in another project is refused in words', async () => {
    await expect(get('run 99')).rejects.toMatchObject({ code: 'not_found' });
    await expect(get('1', { kind: 'cow' })).rejects.toMatchObject({ code: 'unknown_kind' });
    await services.db
      .updateTable('deployment')
      .set({ name: 'house mail' })
      .where('projectId', '=', loop.project)
      .execute();
    await expect(get('house mail')).rejects.toMatchObject({ code: 'ambiguous' });
    const project = await services.newProject();
    const elsewhere = services.callerOf(lineageRouter).get({ project, kind: 'any', id: loop.completion });
    await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('the terminal shows a tree', async () => {
  const text = printLineage(await get(loop.completion));
  expect(text).toContain('came from\n└─ model version warm-voice-1\n   └─ run 3 (warm-voice)  done');
  expect(text).toContain('430 records, among them');
  expect(text).toContain(`attune lineage dataset_version ${loop.dataset} --up --of record`);
  expect(text).toContain('led to\n└─ correction');
});

test('a run of several data sets came of all their versions, before it has ended', async () => {
  const run = newId();
  const tasks = [loop.dataset, loop.next].map((version, n) => ({ name: `set ${n}`, version, weight: 1 }));
  await services.pool.query(
    `insert into run (id, project_id, number, name, state, dataset_version_id, base_model_id, config, system_prompt, directory, created_by)
     select $1, project_id, 4, 'mixed', 'running', $2, base_model_id, $3, '', 'mixed', created_by from run where id = $4`,
    [run, loop.dataset, JSON.stringify({ data: { tasks, temperature: 1 } }), loop.run],
  );
  const { up } = await get(run, { kind: 'run', direction: 'up', depth: 1 });
  const versions = up!.find(group => group.kind === 'dataset_version')!;
  expect(versions.nodes.map(({ id }) => id).toSorted()).toEqual([loop.dataset, loop.next].toSorted());
  const { down } = await get(loop.next, { kind: 'dataset_version', direction: 'down', depth: 1 });
  expect(follow(down, 'run').name).toBe('run 4 (mixed)');
});
