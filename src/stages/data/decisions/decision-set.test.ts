import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { dataRouter } from '../index.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';
import { decideRecordsJob } from './decide-records.job.ts';

let services: TestServices;
let project: Awaited<ReturnType<typeof createTestProject>>;

beforeAll(async () => {
  services = await createTestServices();
});

const questions = Array.from({ length: 2_500 }, (_, at) =>
  pair(`Where is parcel number ${at}?`, `It is at stop ${at}.`),
);
const few = [
  pair('退款什么时候到账？', '一般 1-3 个工作日。', { label: 'refund' }),
  pair('When is my refund paid?', 'Within three working days.', { label: 'refund' }),
  pair('Can I change the address?', 'Yes, until it is sent.', { label: 'address' }),
];

beforeEach(async () => {
  project = await createTestProject(services);
});

const statesOf = async () => {
  const { items } = await project.data.records.list({ project: project.project, limit: 500 });
  return Object.fromEntries(items.map(({ preview, state }) => [preview.slice(0, 4), state]));
};

const decide = async (
  action: 'drop' | 'set_aside' | 'flag' | 'restore',
  filter: object,
  reason = 'too old',
) => {
  const { id } = await project.data.decisionSets.create({ project: project.project, action, reason, filter });
  await project.runJobs();
  return project.data.decisionSets.get({ project: project.project, id });
};

const undo = async (id: string) => {
  await project.data.decisionSets.revert({ project: project.project, id });
  await project.runJobs();
  return project.data.decisionSets.get({ project: project.project, id });
};

describe('a decision on a query', () => {
  it('meets every row of it, however many pages, and is taken back as a whole', async () => {
    await project.importText(jsonl([...questions, ...few]));
    const set = await decide('drop', { text: 'parcel' });
    expect(set).toMatchObject({ state: 'done', total: 2_500, done: 2_500, decided: 2_500, undone: 0 });
    const dropped = await project.data.records.list({
      project: project.project,
      state: 'active',
      limit: 500,
    });
    expect(dropped.items).toHaveLength(3);
    expect(await undo(set.id)).toMatchObject({ state: 'undone', decided: 2_500, undone: 2_500 });
    const again = await project.data.records.list({ project: project.project, state: 'dropped' });
    expect(again.items).toHaveLength(0);
  });

  it('finds two Chinese characters, and keeps the reason with each row', async () => {
    await project.importText(jsonl(few));
    const set = await decide('drop', { text: '退款' }, '  policy has changed ');
    expect(set.decided).toBe(1);
    const { items } = await project.data.records.list({ project: project.project, state: 'dropped' });
    const { decisions } = await project.data.records.get({ project: project.project, id: items[0]!.id });
    expect(decisions).toMatchObject([
      {
        operator: 'person',
        action: 'drop',
        reason: 'policy has changed',
        decisionSetId: set.id,
        cleaningRunId: null,
      },
    ]);
  });

  it('changes nothing where it holds already, and leaves out what comes in later', async () => {
    await project.importText(jsonl(few.slice(0, 2)));
    const created = await project.data.decisionSets.create({
      project: project.project,
      action: 'drop',
      reason: 'r',
      filter: {},
    });
    await project.importText(jsonl(few), 'more.jsonl');
    expect(await project.data.decisionSets.get({ project: project.project, id: created.id })).toMatchObject({
      decided: 2,
    });
    expect(await statesOf()).toMatchObject({ 'Can ': 'active', When: 'dropped' });
    expect(await decide('drop', { state: 'dropped' })).toMatchObject({ total: 2, decided: 0 });
  });

  it('goes on where it stopped, without deciding twice', async () => {
    await project.importText(jsonl(few));
    const set = await decide('flag', {});
    await services.pool.query(
      `update decision_set set state = 'running', done = 0, decided = 0 where id = $1`,
      [set.id],
    );
    await services.jobs.enqueue(services.db, decideRecordsJob, { setId: set.id });
    await project.runJobs();
    const again = await project.data.decisionSets.get({ project: project.project, id: set.id });
    expect(again).toMatchObject({ state: 'done', done: 3, decided: 0 });
    const { rows } = await services.pool.query(
      'select count(*)::int as n from decision where decision_set_id = $1',
      [set.id],
    );
    expect(rows[0].n).toBe(3);
  });

  it('is made once for one idempotency key', async () => {
    const { decisionSets } = services.callerOf(dataRouter, services.owner, 'once');
    const wish = { project: project.project, action: 'drop' as const, reason: 'r', filter: {} };
    const first = await decisionSets.create(wish);
    expect(await decisionSets.create(wish)).toEqual(first);
    expect((await project.data.decisionSets.list({ project: project.project })).items).toHaveLength(1);
  });

  it('decides on chosen rows at once', async () => {
    await project.importText(jsonl(few));
    const { items } = await project.data.records.list({ project: project.project });
    const set = await project.data.decisionSets.create({
      project: project.project,
      action: 'set_aside',
      reason: 'ask the expert',
      filter: { ids: [items[0]!.id] },
    });
    expect(set).toMatchObject({ state: 'done', decided: 1 });
    const undone = await project.data.decisionSets.revert({ project: project.project, id: set.id });
    expect(undone).toMatchObject({ state: 'undone', undone: 1 });
  });
});

describe('a person’s word', () => {
  const echo = [pair('Hello there everybody', 'Hello there everybody'), ...few];

  it('outlives cleaning, both ways, and gives way to cleaning again when it is taken back', async () => {
    await project.importText(jsonl(echo));
    await project.clean();
    expect(await statesOf()).toMatchObject({ Hell: 'dropped', When: 'active' });
    const restored = await decide('restore', { decision: 'echo.echo' });
    expect(restored.decided).toBe(1);
    const dropped = await decide('drop', { label: 'refund' });
    await project.clean();
    expect(await statesOf()).toMatchObject({ Hell: 'active', When: 'dropped', 'Can ': 'active' });
    await undo(restored.id);
    await undo(dropped.id);
    expect(await statesOf()).toMatchObject({ Hell: 'dropped', When: 'active', 'Can ': 'active' });
  });

  it('is the last of those that are left', async () => {
    await project.importText(jsonl(few));
    const first = await decide('drop', {});
    const second = await decide('restore', { label: 'refund' });
    await undo(first.id);
    expect(await statesOf()).toMatchObject({ When: 'active', 'Can ': 'active' });
    await decide('set_aside', { label: 'refund' });
    await undo(second.id);
    expect(await statesOf()).toMatchObject({ When: 'set_aside' });
  });

  it('is taken back for one row alone', async () => {
    await project.importText(jsonl(few));
    const set = await decide('drop', { label: 'refund' });
    const { items } = await project.data.records.list({ project: project.project, state: 'dropped' });
    const record = await project.data.records.get({ project: project.project, id: items[0]!.id });
    const back = await project.data.records.revert({
      project: project.project,
      id: record.id,
      decisionId: record.decisions[0]!.id,
      version: record.version,
    });
    expect(back.state).toBe('active');
    expect(await undo(set.id)).toMatchObject({ decided: 2, undone: 2 });
  });

  it('keeps a version from being frozen while it is being carried out', async () => {
    await project.importText(jsonl(few));
    await project.data.decisionSets.create({
      project: project.project,
      action: 'flag',
      reason: 'r',
      filter: {},
    });
    const dataset = await project.data.datasets.create({ project: project.project, name: 'd' });
    await expect(
      project.data.datasets.freeze({ project: project.project, id: dataset.id }),
    ).rejects.toMatchObject({
      code: 'decisions_running',
    });
  });
});

describe('wrong input', () => {
  it.each([
    ['no reason', { action: 'drop', reason: '   ', filter: {} }],
    ['no such action', { action: 'delete', reason: 'r', filter: {} }],
    ['a field that no filter has', { action: 'drop', reason: 'r', filter: { lable: 'x' } }],
    ['no such signal', { action: 'drop', reason: 'r', filter: { where: 'quality>=0.5' } }],
    [
      'no comparison',
      { action: 'drop', reason: 'r', filter: { where: 'length.tokens=5; drop table record' } },
    ],
  ])('%s is refused', async (_, wish) => {
    await expect(
      project.data.decisionSets.create({ project: project.project, ...wish } as never),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('another project’s set and source are not there', async () => {
    const other = await createTestProject(services);
    await other.importText(jsonl(few));
    const set = await other.data.decisionSets.create({
      project: other.project,
      action: 'drop',
      reason: 'r',
      filter: {},
    });
    const { decisionSets } = project.data;
    await expect(decisionSets.revert({ project: project.project, id: set.id })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      decisionSets.create({
        project: project.project,
        action: 'drop',
        reason: 'r',
        filter: { source: other.source.id },
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('picks rows by what was measured', async () => {
  await project.importText(jsonl([...few, pair('How long?', 'word '.repeat(400))]));
  await project.clean({ operators: { repetition: false } });
  const { items } = await project.data.records.list({
    project: project.project,
    where: 'length.tokens>=200',
  });
  expect(items.map(({ preview }) => preview)).toEqual(['How long?']);
  expect((await decide('drop', { where: 'length.tokens>=200,length.answerTokens<5' })).decided).toBe(0);
  expect((await decide('drop', { where: 'length.tokens>=200' })).decided).toBe(1);
});
