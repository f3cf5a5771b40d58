import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '#platform/config/config.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import { createPythonEngine } from '#platform/engine/python/create-python-engine.ts';
import { silentLog } from '#platform/logging/log.ts';
import { storeUpload } from '#platform/storage/artifact-grants.ts';
import { dataJobs, dataRouter } from '#stages/data/index.ts';
import { getModelVersion } from '#stages/models/index.ts';
import { tuningJobs } from './index.ts';
import { createTestTuning, type TestTuning } from './test-tuning.ts';

const { python } = readConfig();
let folder: string;
let engine: EnginePort & { close(): Promise<void> };
let tuning: TestTuning;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'attune-tiny-'));
  const make = 'import sys, pathlib, tiny; tiny.write_model(pathlib.Path(sys.argv[1]))';
  execFileSync(python, ['-c', make, folder], { cwd: path.resolve('engine/tests'), stdio: 'pipe' });
  const digest = createHash('sha256')
    .update(readFileSync(path.join(folder, 'model.safetensors')))
    .digest('hex');
  engine = createPythonEngine({ python }, silentLog) as typeof engine;
  tuning = await createTestTuning({ engine, base: { path: folder, digest }, systemPrompt: 'You count.' });
}, 120_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A file through the door of an import. Gives its source. */
async function importFile(name: string, rows: object[]): Promise<string> {
  const { services, project } = tuning;
  const data = services.callerOf(dataRouter);
  const source = await data.sources.create({ project, name, origin: 'own' });
  const text = rows.map(row => `${JSON.stringify(row)}\n`).join('');
  const { digest } = await storeUpload(services, services.owner.ref, text);
  const wish = { project, sourceId: source.id, fileDigest: digest, fileName: `${name}.jsonl` };
  const { id } = await data.imports.create({ ...wish, mapping: {} });
  await services.runJobs(dataJobs);
  expect(await data.imports.get({ project, id })).toMatchObject({ state: 'done', recordCount: rows.length });
  return source.id;
}

async function freeze(name: string, sources: string[]) {
  const { services, project } = tuning;
  const data = services.callerOf(dataRouter);
  const dataset = await data.datasets.create({ project, name });
  const recipe = { sources, split: { train: 70, validation: 30, test: 0 } };
  const version = await data.datasets.freeze({ project, id: dataset.id, recipe: recipe as never });
  await services.runJobs(dataJobs);
  return data.datasets.version({ project, id: version.id });
}

const versionOf = async (name: string, rows: object[]) => freeze(name, [await importFile(name, rows)]);

const recipe = {
  batch_rows: 8,
  max_steps: 24,
  epochs: 99,
  optimizer: { learning_rate: 0.01, warmup_steps: 0 },
  eval: { every_steps: 12, early_stopping: null },
  checkpoint: { every_steps: 12 },
  sample: { max_new_tokens: 4, every_steps: 24 },
  threads: 1,
};

async function train(objective: string, datasetVersionId: string) {
  const created = await tuning.create({ ...recipe, objective }, { datasetVersionId, name: objective });
  await tuning.services.runJobs(tuningJobs);
  const run = await tuning.get(created);
  expect(run).toMatchObject({ state: 'done', error: null, progress: { step: 24 } });
  const version = await getModelVersion(tuning.services.db, tuning.project, run.modelVersionId!);
  expect(version).toMatchObject({ name: `${objective}-v1`, runId: run.id });
  const evals = (await tuning.events(run))
    .filter(({ type }) => type === 'eval')
    .map(({ payload }) => payload);
  return { created, run, first: evals[0]!, last: evals.at(-1)! };
}

const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
const ask = (at: number) => `count ${words[at % 7]} and ${at}`;
const times = <Value>(count: number, make: (at: number) => Value) =>
  Array.from({ length: count }, (_, at) => make(at));

describe('from a file of preferences to a model version, with the real engine', () => {
  test('pairs by DPO', { timeout: 240_000 }, async () => {
    const pairs = times(40, at => ({ prompt: ask(at), chosen: 'one two three', rejected: 'seven six' }));
    const version = await versionOf('pairs', pairs);
    const { created, run, first, last } = await train('dpo', version.id);
    const { pair } = version.facts!.byKind;
    expect(created.preflight).toMatchObject({ rows: { train: pair.train, validation: pair.validation } });
    expect(created.preflight).not.toHaveProperty('left_out');
    expect(run.progress).toMatchObject({ reference: { done: 40, total: 40 } });
    expect(first).toMatchObject({ reward_accuracy: 0.5 });
    expect(last.reward_margin).toBeGreaterThan(0.2);
    expect(Number(last.reward_chosen) - Number(last.reward_rejected)).toBeCloseTo(
      Number(last.reward_margin),
      4,
    );
    const samples = (await tuning.events(run)).filter(({ type }) => type === 'sample');
    expect(samples.length).toBeGreaterThan(0);
    const rows = readFileSync(
      path.join(tuning.services.config.dataDir, 'runs', run.id, 'train.jsonl'),
      'utf8',
    );
    expect(JSON.parse(rows.split('\n')[0]!).messages[0]).toEqual({ role: 'system', content: 'You count.' });
    await expect(tuning.create({ objective: 'sft' }, { datasetVersionId: version.id })).rejects.toMatchObject(
      {
        code: 'no_conversation_rows',
        fields: { pair: pair.train },
      },
    );
  });

  test('judged answers by KTO', { timeout: 240_000 }, async () => {
    const judged = times(48, at => ({
      prompt: ask(at >> 1),
      completion: at % 2 ? 'seven six' : 'one two three',
      label: at % 2 === 0,
    }));
    const version = await versionOf('judged', judged);
    const { last } = await train('kto', version.id);
    expect(last.reward_margin).toBeGreaterThan(0.05);
    await expect(tuning.create({ objective: 'dpo' }, { datasetVersionId: version.id })).rejects.toMatchObject(
      {
        code: 'no_preference_rows',
      },
    );
  });

  test(
    'a version of all kinds: each objective reads its own, and what it leaves out is said',
    { timeout: 240_000 },
    async () => {
      const conversations = times(20, at => ({
        question: `say ${words[at % 7]} to ${at}`,
        answer: 'one two',
      }));
      const pairs = times(20, at => ({ prompt: `choose ${at}`, chosen: 'three four', rejected: 'six' }));
      const judged = times(20, at => ({
        prompt: `judge ${at}`,
        completion: `five ${at}`,
        label: at % 3 > 0,
      }));
      const sources = [
        await importFile('mixed talk', conversations),
        await importFile('mixed pairs', pairs),
        await importFile('mixed verdicts', judged),
      ];
      const version = await freeze('mixed', sources);
      const { byKind } = version.facts!;
      const preflight = (objective: string) =>
        tuning.runs.preflight({
          project: tuning.project,
          datasetVersionId: version.id,
          base: 'fake',
          recipe: { objective } as never,
        });
      const held = (kind: keyof typeof byKind) => byKind[kind].train + byKind[kind].validation;
      const [conversation, pair, verdicts] = [held('conversation'), held('pair'), held('judged')];
      const sft = await preflight('sft');
      expect(sft.rows.train).toBe(byKind.conversation.train);
      expect(sft.left_out).toEqual({ conversation: 0, pair, judged: verdicts });
      const dpo = await preflight('dpo');
      expect(dpo.rows.train).toBe(byKind.pair.train);
      expect(dpo.left_out).toEqual({ conversation, pair: 0, judged: verdicts });
      expect(dpo.warnings.map(({ text }) => text)).toContain(
        `Objective dpo leaves out ${conversation} conversations and ${verdicts} judged answers of the dataset version.`,
      );
      const kto = await preflight('kto');
      expect(kto.rows.train).toBe(byKind.judged.train + 2 * byKind.pair.train);
      expect(kto.left_out).toEqual({ conversation, pair: 0, judged: 0 });
    },
  );
});
