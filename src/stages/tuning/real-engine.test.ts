import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#platform/config/config.ts';
import { createPythonEngine } from '#platform/engine/python/create-python-engine.ts';
import { listEdges } from '#platform/lineage/lineage.ts';
import { silentLog } from '#platform/logging/log.ts';
import { scoreRows, tuningJobs } from './index.ts';
import { createTestTuning } from './test-tuning.ts';
import { coursesOfTasks } from './web/run/courses-of-tasks.ts';
import { addEvents, nothingYet } from './web/run/run-course.ts';

const { python } = readConfig();
let folder: string;
let digest: string;

/** A Llama of two layers with random weights, as the engine's own tests make it. */
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'attune-tiny-'));
  const make = 'import sys, pathlib, tiny; tiny.write_model(pathlib.Path(sys.argv[1]))';
  execFileSync(python, ['-c', make, folder], { cwd: path.resolve('engine/tests'), stdio: 'pipe' });
  digest = createHash('sha256')
    .update(readFileSync(path.join(folder, 'model.safetensors')))
    .digest('hex');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = Array.from({ length: 24 }, (_, n) => ({
  id: `row-${n}`,
  messages: [
    { role: 'user', content: `count ${n}` },
    { role: 'assistant', content: `one two three ${n}` },
  ],
}));

test(
  'the real engine trains, pauses, goes on and makes a version that scores better than its base',
  { timeout: 90_000 },
  async () => {
    const engine = createPythonEngine({ python }, silentLog);
    const tuning = await createTestTuning({
      engine,
      base: { path: folder, digest },
      systemPrompt: 'You count.',
      rows,
    });
    const recipe = {
      batch_rows: 4,
      max_steps: 24,
      epochs: 9,
      eval: { every_steps: 6 },
      checkpoint: { every_steps: 6 },
    };
    const created = await tuning.create({
      ...recipe,
      optimizer: { learning_rate: 0.02 },
      sample: { max_new_tokens: 4 },
      threads: 1,
    });
    expect(created.preflight).toMatchObject({
      rows: { train: 24, validation: 24 },
      steps: { planned: 24 },
      template: { ok: true },
    });
    const work = tuning.services.runJobs(tuningJobs);
    await tuning.until(async () => (await tuning.events(created)).some(event => event.type === 'started'));
    await tuning.runs.pause({ project: tuning.project, run: created.id });
    await work;
    if ((await tuning.get(created)).state === 'paused') {
      await tuning.runs.resume({ project: tuning.project, run: created.id });
      await tuning.services.runJobs(tuningJobs);
    }
    const run = await tuning.get(created);
    expect(run).toMatchObject({ state: 'done', error: null, progress: { step: 24 } });
    const events = await tuning.events(run);
    expect(events.map(event => event.seq)).toEqual(events.map((_, i) => i + 1));
    const { digest: rowsDigest } = await tuning.services.store.put(
      rows.map(row => `${JSON.stringify(row)}\n`).join(''),
    );
    const told: number[][] = [];
    const scores = await scoreRows(tuning.services, {
      baseModelId: tuning.baseModelId,
      modelVersionId: run.modelVersionId,
      rowsDigest,
      onProgress: (...counts) => told.push(counts),
    });
    expect(told.at(-1)).toEqual([48, 48]);
    expect(told.map(([done]) => done!)).toEqual(told.map(([done]) => done!).toSorted((a, b) => a - b));
    expect(scores.rows).toBe(24);
    expect(scores.adapter!.loss).toBeLessThan(scores.base.loss * 0.75);
    expect(scores.adapter!.loss).toBeCloseTo(run.progress!.validationLoss!, 2);
    await engine.close();
  },
);

test(
  'the real engine learns two data sets in two stages, and tells of each',
  { timeout: 90_000 },
  async () => {
    const engine = createPythonEngine({ python }, silentLog);
    const tuning = await createTestTuning({ engine, base: { path: folder, digest }, rows });
    const spelled = Array.from({ length: 8 }, (_, n) => ({
      id: `row-${n}`,
      messages: [
        { role: 'user', content: `spell ${n}` },
        { role: 'assistant', content: `x y z ${n}` },
      ],
    }));
    const spell = await tuning.addVersion(spelled);
    const created = await tuning.create({
      dataset: [{ name: 'count' }, { name: 'spell', version: spell, weight: 2 }],
      mixing: { temperature: 2 },
      stages: [{ name: 'easy', upper_share: 0.5, rows: { easier_than: 0.5 }, steps: 6 }, { steps: 18 }],
      max_steps: null,
      batch_rows: 4,
      optimizer: { learning_rate: 0.02 },
      eval: { every_steps: 6 },
      sample: { max_new_tokens: 4 },
      threads: 1,
    });
    expect(created.preflight).toMatchObject({
      rows: { train: 32 },
      steps: { planned: 24 },
      tasks: [{ name: 'count' }, { name: 'spell', weight: 2 }],
      stages: [
        { stage: 1, name: 'easy', steps: 6, rows: 16 },
        { stage: 2, first_step: 7, steps: 18, rows: 32 },
      ],
    });
    await tuning.services.runJobs(tuningJobs);
    const run = await tuning.get(created);
    expect(run).toMatchObject({ state: 'done', error: null, progress: { step: 24 } });
    const events = await tuning.events(run);
    const course = addEvents(nothingYet, events);
    expect(course.stages.map(({ stage, step }) => [stage, step])).toEqual([
      [1, 1],
      [2, 7],
    ]);
    for (const { name, evals } of coursesOfTasks(course)) {
      const [first, last] = [evals[0]!.loss!, evals.at(-1)!.loss!];
      expect([name, last < first * 0.75]).toEqual([name, true]);
    }
    const edges = await listEdges(tuning.services.db, tuning.project, { kind: 'run', id: run.id }, 'up', 10);
    expect(edges.map(({ from }) => from.id)).toEqual(
      expect.arrayContaining([tuning.datasetVersionId, spell]),
    );
    await engine.close();
  },
);
