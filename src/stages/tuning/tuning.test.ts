import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { listEdges } from '#platform/lineage/lineage.ts';
import { getModelVersion } from '#stages/models/index.ts';
import { recoverRuns, scoreRows, tuningJobs } from './index.ts';
import type { Run } from './runs/run.contract.ts';
import { createFakeEngine, createTestTuning, type TestTuning } from './test-tuning.ts';

let tuning: TestTuning;
beforeEach(async () => {
  tuning = await createTestTuning();
});

const folderOf = (run: Run) => path.join(tuning.services.config.dataDir, 'runs', run.id);
const engineOf = (run: Run) =>
  JSON.parse(readFileSync(path.join(folderOf(run), 'engine.pid'), 'utf8')).pid as number;
const stepsAre = (run: Run, atLeast: number) =>
  tuning.until(async () => ((await tuning.get(run)).progress?.step ?? 0) >= atLeast);

/** Every event once, in order. */
async function expectWhole(run: Run) {
  const events = await tuning.events(run);
  expect(events.map(event => event.seq)).toEqual(events.map((_, i) => i + 1));
  return events;
}

describe('a run', () => {
  test('goes from the queue to a model version, telling the project how', async () => {
    const created = await tuning.create();
    expect(created).toMatchObject({
      number: 1,
      state: 'starting',
      base: 'fake',
      preflight: { memory: { fits: true } },
    });
    expect(created.config).toMatchObject({
      run_id: created.id,
      method: { kind: 'lora', rank: 16 },
      max_steps: 4,
    });
    expect(JSON.stringify(created.config)).not.toContain(tuning.services.config.dataDir);
    await tuning.services.runJobs(tuningJobs);
    const run = await tuning.get(created);
    expect(run).toMatchObject({
      state: 'done',
      error: null,
      progress: { step: 4, stepsPlanned: 4, validationLoss: 0.5 },
    });
    expect(run.versions).toMatchObject({ engine: 'fake', node: process.version });
    const types = (await expectWhole(run)).map(event => event.type);
    expect(types.filter(type => type === 'step')).toHaveLength(4);
    expect(
      (await tuning.runs.checkpoints({ project: tuning.project, run: '1' })).items.map(({ step }) => step),
    ).toEqual([4, 2]);
    const states = (await tuning.projectEvents('run.state')).map(event => event.state);
    expect(states).toEqual(['queued', 'starting', 'running', 'done']);
    const told = (await tuning.projectEvents('run.step')).flatMap(event => event.items as { step: number }[]);
    expect(told.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect((await tuning.projectEvents('run.sample')).length).toBeGreaterThan(0);
  });

  test('leaves a version with its files and a way back to its data', async () => {
    const run = await tuning.finish();
    const version = await getModelVersion(tuning.services.db, tuning.project, run.modelVersionId!);
    expect(version).toMatchObject({
      name: 'lamp-v1',
      runId: run.id,
      baseDigest: 'b'.repeat(64),
      templateDigest: 'e'.repeat(64),
    });
    for (const digest of Object.values(version.files))
      expect(await tuning.services.store.has(digest)).toBe(true);
    const edges = await listEdges(tuning.services.db, tuning.project, { kind: 'run', id: run.id }, 'up', 10);
    expect(edges.map(({ from }) => from.kind).toSorted()).toEqual(['base_model', 'dataset_version']);
    await tuning.follow(run);
    expect(await expectWhole(run)).toHaveLength((await tuning.events(run)).length);
  });

  test('scores rows under base and adapter', async () => {
    const { modelVersionId } = await tuning.finish();
    const { digest } = await tuning.services.store.put('{"id":"a","messages":[]}\n');
    const wish = { baseModelId: tuning.baseModelId, rowsDigest: digest };
    const told: number[][] = [];
    const scores = await scoreRows(tuning.services, {
      ...wish,
      modelVersionId,
      onProgress: (...counts) => told.push(counts),
    });
    expect(told).toEqual([[1, 2]]);
    expect(scores).toMatchObject({ base: { loss: 2 }, adapter: { loss: 1 }, rows: 1 });
    expect(await scoreRows(tuning.services, { ...wish, modelVersionId: null })).toMatchObject({
      adapter: null,
    });
  });
});

describe('people', () => {
  test('pause a run and resume it from its checkpoint', async () => {
    const run = await tuning.create({ max_steps: 30, batch_rows: 50 });
    const work = tuning.services.runJobs(tuningJobs);
    await stepsAre(run, 1);
    expect((await tuning.runs.pause({ project: tuning.project, run: run.id })).state).toBe('pausing');
    await work;
    const paused = await tuning.get(run);
    expect(paused).toMatchObject({ state: 'paused', endedAt: null });
    const refused = tuning.runs.pause({ project: tuning.project, run: run.id });
    await expect(refused).rejects.toMatchObject({ code: 'run_cannot_pause', status: 409 });
    await tuning.runs.resume({ project: tuning.project, run: run.id });
    await tuning.services.runJobs(tuningJobs);
    expect(await tuning.get(run)).toMatchObject({ state: 'done', progress: { step: 30 } });
    const resumed = (await expectWhole(run)).findLast(event => event.type === 'started');
    expect(resumed!.payload.resumed_from).toMatchObject({ step: paused.progress!.step });
  });

  test('cancel a run for good, and one that waits at once', async () => {
    const [first, second] = [await tuning.create({ max_steps: 500 }), await tuning.create()];
    expect(await tuning.get(second)).toMatchObject({ state: 'queued', queuePosition: 1 });
    const work = tuning.services.runJobs(tuningJobs);
    await stepsAre(first, 1);
    expect((await tuning.runs.cancel({ project: tuning.project, run: second.id })).state).toBe('cancelled');
    await tuning.runs.cancel({ project: tuning.project, run: first.id });
    await work;
    expect(await tuning.get(first)).toMatchObject({ state: 'cancelled', modelVersionId: null });
    await expect(tuning.runs.resume({ project: tuning.project, run: first.id })).rejects.toMatchObject({
      code: 'run_cannot_resume',
    });
  });

  test('give a later run a higher priority', async () => {
    const running = await tuning.create();
    const [late, early] = [
      await tuning.create({}, { priority: 0 }),
      await tuning.create({}, { priority: 5 }),
    ];
    await tuning.services.runJobs(tuningJobs);
    const ended = await Promise.all([running, early, late].map(run => tuning.get(run)));
    expect(ended.map(run => run.state)).toEqual(['done', 'done', 'done']);
    expect(ended[1]!.endedAt! < ended[2]!.startedAt!).toBe(true);
  });
});

test('of several slots each takes a run, and the next one waits for the first that is free', async () => {
  tuning.services.config.runSlots = 2;
  const long = await tuning.create({ max_steps: 200, batch_rows: 50 });
  const short = await tuning.create({ batch_rows: 5 });
  const waiting = await tuning.create({ batch_rows: 5 });
  expect([long, short, waiting].map(run => run.state)).toEqual(['starting', 'starting', 'queued']);
  const following = tuning.follow(long);
  await tuning.follow(short);
  expect((await tuning.get(long)).state).toBe('running');
  expect((await tuning.get(waiting)).state).toBe('starting');
  await tuning.follow(waiting);
  expect((await tuning.get(waiting)).state).toBe('done');
  await tuning.runs.cancel({ project: tuning.project, run: long.id });
  await following;
});

describe('after a crash', () => {
  test('of the server a new one follows the same engine, and no event is there twice', async () => {
    const run = await tuning.create({ max_steps: 60, batch_rows: 50 });
    const server = new AbortController();
    const before = tuning.follow(run, server.signal);
    await stepsAre(run, 1);
    const pid = engineOf(run);
    server.abort();
    await before;
    expect((await tuning.get(run)).state).toBe('running');
    await tuning.services.runJobs([{ ...tuningJobs[0]!, run: async () => {} } as never]);
    await recoverRuns(tuning.services);
    expect(await tuning.services.waiting()).toMatchObject([
      { name: 'tuning.run-training', input: { runId: run.id } },
    ]);
    await Promise.all([
      tuning.follow(run, undefined, createFakeEngine()),
      tuning.services.runJobs(tuningJobs),
    ]);
    expect((await tuning.get(run)).state).toBe('done');
    expect(engineOf(run)).toBe(pid);
    expect((await expectWhole(run)).filter(event => event.type === 'started')).toHaveLength(1);
  });

  test('of the engine it is started again and goes on from its checkpoint', async () => {
    const run = await tuning.create({ max_steps: 90, batch_rows: 60 });
    const work = tuning.services.runJobs(tuningJobs);
    await stepsAre(run, 3);
    process.kill(engineOf(run), 'SIGKILL');
    appendFileSync(path.join(folderOf(run), 'events.jsonl'), '{"seq":999,"type":"st');
    await work;
    expect(await tuning.get(run)).toMatchObject({ state: 'done', progress: { step: 90 } });
    const starts = (await expectWhole(run)).filter(event => event.type === 'started');
    expect(starts).toHaveLength(2);
    expect(starts[1]!.payload.resumed_from).not.toBeNull();
  });

  test('of both a paused wish is carried out, and events that the file lost come again', async () => {
    const run = await tuning.create({ max_steps: 200, batch_rows: 50 });
    const server = new AbortController();
    const before = tuning.follow(run, server.signal);
    await stepsAre(run, 2);
    server.abort();
    await before;
    process.kill(engineOf(run), 'SIGKILL');
    await sleep(50);
    const { eventSeq } = await tuning.get(run);
    const file = path.join(folderOf(run), 'events.jsonl');
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, eventSeq - 2);
    writeFileSync(file, `${lines.join('\n')}\n`);
    const work = tuning.services.runJobs(tuningJobs);
    await tuning.until(
      async () => (await tuning.events(run)).filter(event => event.type === 'started').length === 2,
    );
    await tuning.runs.pause({ project: tuning.project, run: run.id });
    await work;
    expect((await tuning.get(run)).state).toBe('paused');
    await expectWhole(run);
    await tuning.runs.cancel({ project: tuning.project, run: run.id });
  });
});

test('a start removes folders of checks and scorings that a killed server left, and no folder of a run', async () => {
  const run = await tuning.create();
  const { dataDir } = tuning.services.config;
  const left = [path.join(dataDir, 'runs', 'of-no-run'), path.join(dataDir, 'scoring', 'half')];
  for (const folder of left) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'rows.jsonl'), '{}');
  }
  await recoverRuns(tuning.services);
  expect(left.filter(existsSync)).toEqual([]);
  await tuning.services.runJobs(tuningJobs);
  expect((await tuning.get(run)).state).toBe('done');
});

describe('what cannot work', () => {
  test('fails with the cause and the remedy that the engine names', async () => {
    const run = await tuning.create({ optimizer: { learning_rate: 2 } });
    await tuning.services.runJobs(tuningJobs);
    const error = { code: 'loss_exploded', remedy: 'Lower optimizer.learning_rate.' };
    expect(await tuning.get(run)).toMatchObject({ state: 'failed', error, modelVersionId: null });
    expect((await tuning.projectEvents('run.state')).at(-1)).toMatchObject({ state: 'failed', error });
  });

  test('is refused before it starts, and leaves nothing', async () => {
    const before = (await tuning.runs.list({ project: tuning.project })).items.length;
    await expect(tuning.create({ batch_rows: 10_000 })).rejects.toMatchObject({
      code: 'memory_short',
      status: 422,
    });
    await expect(tuning.create({ learning_rate: 1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect((await tuning.runs.list({ project: tuning.project })).items).toHaveLength(before);
    const forced = await tuning.create({ batch_rows: 10_000 }, { force: true });
    await tuning.runs.cancel({ project: tuning.project, run: forced.id });
    await tuning.services.runJobs(tuningJobs);
    expect((await tuning.get(forced)).state).toBe('cancelled');
  });

  test('an engine that does not start at all is named', async () => {
    const run = await tuning.create();
    const launch = () => Promise.reject(new Error('not this one'));
    await expect(tuning.follow(run, undefined, { launch })).rejects.toThrow('not this one');
    const missing = { launch: async () => ({ pid: 2 ** 22 + 1 }) };
    await tuning.follow(run, undefined, missing);
    expect(await tuning.get(run)).toMatchObject({ state: 'failed', error: { code: 'engine_died' } });
    await tuning.runs.resume({ project: tuning.project, run: run.id });
    await tuning.services.runJobs(tuningJobs);
    expect((await tuning.get(run)).state).toBe('done');
  });
});

test('rows without a system message are trained with the system prompt of the project', async () => {
  const prompted = await createTestTuning({ systemPrompt: 'You are the lamp room.' });
  const run = await prompted.create();
  const rows = readFileSync(
    path.join(prompted.services.config.dataDir, 'runs', run.id, 'train.jsonl'),
    'utf8',
  )
    .trim()
    .split('\n');
  expect(JSON.parse(rows[0]!).messages[0]).toEqual({ role: 'system', content: 'You are the lamp room.' });
  expect(run.config).toMatchObject({
    sample: { prompts: [{ messages: [{ role: 'system' }, { role: 'user' }] }, {}, {}] },
  });
  expect(run.systemPrompt).toBe('You are the lamp room.');
  await prompted.runs.cancel({ project: prompted.project, run: run.id });
  await prompted.services.runJobs(tuningJobs);
});

test.each(['dpo', 'kto'])(
  'objective %s is refused on a version that holds conversations',
  async objective => {
    const conversing = await createTestTuning();
    const refused = { code: 'no_preference_rows', status: 422, fields: { objective } };
    await expect(conversing.create({ objective })).rejects.toMatchObject(refused);
  },
);

test('a dataset version with nothing to learn is refused', async () => {
  const silent = await createTestTuning({ rows: [{ id: 'a', messages: [{ role: 'user', content: 'hm' }] }] });
  await expect(silent.create()).rejects.toMatchObject({ code: 'nothing_to_train' });
});
