import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#platform/config/config.ts';
import { createPythonEngine } from '#platform/engine/python/create-python-engine.ts';
import { silentLog } from '#platform/logging/log.ts';
import { scoreRows, tuningJobs } from './index.ts';
import { createTestTuning } from './test-tuning.ts';

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
