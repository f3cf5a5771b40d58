import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { OpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  all,
  type Ground,
  isOver,
  openGround,
  quick,
  refused,
  rowsOf,
  send,
  supervised,
  until,
} from './fine-tuning-ground.ts';
import { ensureTestPython } from './test-python.ts';

/** Whole jobs by the official clients, unchanged, on the real server with the real engine. */
let ground: Ground;
let client: OpenAI;
let training: string;
let validation: string;

beforeAll(async () => {
  ground = await openGround();
  client = ground.client(await ground.keyOf('shop'));
  training = await send(client, 'train.jsonl', rowsOf('train', 24));
  validation = await send(client, 'valid.jsonl', rowsOf('valid', 6));
}, 400_000);
afterAll(() => ground?.close());

const wishOf = (more: object = {}) =>
  ({ model: 'tiny', training_file: training, attune: quick, ...more }) as OpenAI.FineTuning.JobCreateParams;

describe('a whole job by the client of npm', { timeout: 240_000 }, () => {
  let job: OpenAI.FineTuning.FineTuningJob;

  test('ends with a model that answers', async () => {
    const created = await client.fineTuning.jobs.create(
      wishOf({
        ...supervised({ n_epochs: 2, batch_size: 4, learning_rate_multiplier: 'auto' }),
        validation_file: validation,
        suffix: 'lamp desk',
        seed: 7,
        metadata: { team: 'lamps' },
      }),
    );
    expect(created).toMatchObject({
      object: 'fine_tuning.job',
      status: 'validating_files',
      model: 'tiny',
      training_file: training,
      validation_file: validation,
      fine_tuned_model: null,
      finished_at: null,
      trained_tokens: null,
      result_files: [],
      seed: 7,
      error: null,
      hyperparameters: { n_epochs: 2, batch_size: 4, learning_rate_multiplier: 1 },
      metadata: { team: 'lamps' },
    });
    job = await until(client, created.id, isOver);
    expect(job).toMatchObject({ status: 'succeeded', error: null, fine_tuned_model: 'lamp desk-v1' });
    expect(job.trained_tokens).toBeGreaterThan(100);
    expect(job.finished_at).toBeGreaterThanOrEqual(job.created_at);
    const { choices } = await client.chat.completions.create({
      model: job.fine_tuned_model!,
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 8,
    });
    expect(choices[0]!.message.content).toMatch(/./);
    expect((await client.models.list()).data.map(({ id }) => id)).toContain(job.fine_tuned_model);
    expect((await client.models.retrieve(job.fine_tuned_model!)).object).toBe('model');
  });

  test('tells what happened, page by page, newest first', async () => {
    const events = await all(client.fineTuning.jobs.listEvents(job.id, { limit: 5 }));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const messages = events.map(({ message }) => message).toReversed();
    expect(messages[0]).toMatch(/^Created fine-tuning job/);
    expect(messages[1]).toMatch(/^Files validated: 24 training and 6 validation rows \(version 1 of /);
    expect(messages[2]).toMatch(/^Moving job to queued state/);
    expect(messages.at(-1)).toMatch(/successfully completed/);
    const steps = events.filter(({ message }) => /training loss/.test(message));
    expect(steps.map(({ data }) => (data as { step: number }).step)).toEqual(
      Array.from({ length: 12 }, (_, n) => 12 - n),
    );
    expect(steps[0]).toMatchObject({
      object: 'fine_tuning.job.event',
      type: 'metrics',
      level: 'info',
      data: { step: 12, total_steps: 12, train_loss: expect.any(Number) },
    });
    const first = await client.fineTuning.jobs.listEvents(job.id);
    expect(first.data).toHaveLength(Math.min(20, events.length));
  });

  test('shows its checkpoints and leaves its losses as a file', async () => {
    const checkpoints = await all(client.fineTuning.jobs.checkpoints.list(job.id, { limit: 1 }));
    expect(checkpoints.map(({ step_number }) => step_number)).toEqual([12, 8, 4]);
    expect(checkpoints[0]).toMatchObject({
      object: 'fine_tuning.job.checkpoint',
      fine_tuning_job_id: job.id,
      metrics: { step: 12, train_loss: expect.any(Number), valid_loss: expect.any(Number) },
    });
    const results = await client.files.retrieve(job.result_files[0]!);
    expect(results).toMatchObject({ purpose: 'fine-tune-results', filename: 'step_metrics.csv' });
    const lines = (await (await client.files.content(results.id)).text()).trim().split('\n');
    expect(lines[0]).toBe('step,train_loss,valid_loss');
    expect(lines).toHaveLength(1 + 13);
    expect(lines.at(-1)).toMatch(/^12,[\d.]+,[\d.]+$/);
  });

  test('leaves nothing that could be trained on by mistake', async () => {
    const again = client.fineTuning.jobs.create(wishOf({ training_file: job.result_files[0] }));
    expect(await refused(again)).toMatchObject({ code: 'wrong_purpose', param: 'training_file' });
    const further = client.fineTuning.jobs.create(wishOf({ model: job.fine_tuned_model }));
    expect(await refused(further)).toMatchObject({ status: 404, code: 'model_not_found' });
  });

  test('is called by its project too where a key has several', async () => {
    const owner = ground.client(ground.server().key, { project: 'shop' });
    const { fine_tuned_model: name } = await owner.fineTuning.jobs.retrieve(job.id);
    expect(name).toBe('shop/lamp desk-v1');
    expect((await owner.models.retrieve(name!)).owned_by).toBe('shop');
  });

  test('is a run like any other, with its dataset version behind it', async () => {
    const { run } = (job as unknown as { attune: { run: number } }).attune;
    const { body } = await ground.server().api('GET', `/api/v1/projects/shop/runs/${run}`);
    expect(body).toMatchObject({
      name: 'lamp desk',
      state: 'done',
      preflight: { rows: { train: 24, validation: 6 } },
    });
    const runId = (body as { id: string }).id;
    const { body: line } = await ground.server().api('GET', `/api/v1/projects/shop/lineage/run/${runId}`);
    expect(JSON.stringify(line)).toContain('fine-tuning: train.jsonl');
  });
});

describe('a job that is told to', { timeout: 240_000 }, () => {
  const long = supervised({ n_epochs: 50, batch_size: 1 });
  const steps = async (id: string) =>
    (await client.fineTuning.jobs.listEvents(id)).data.filter(({ type }) => type === 'metrics').length;

  test('pause rests, resume goes on from the checkpoint, cancel ends it', async () => {
    const { id } = await client.fineTuning.jobs.create(wishOf({ ...long, metadata: { kind: 'long' } }));
    await until(client, id, async job => job.status === 'running' && (await steps(id)) > 3);
    const running = await client.fineTuning.jobs.retrieve(id);
    expect(running.estimated_finish).toBeGreaterThan(running.created_at);
    expect((await client.fineTuning.jobs.pause(id)).status).toMatch(/paus/);
    await until(client, id, job => (job.status as string) === 'paused');
    expect((await client.fineTuning.jobs.checkpoints.list(id)).data.length).toBeGreaterThan(0);
    expect((await client.fineTuning.jobs.resume(id)).status).toMatch(/queued|running/);
    const again = async () =>
      (await all(client.fineTuning.jobs.listEvents(id))).filter(({ message }) =>
        message.startsWith('Training started'),
      );
    await until(client, id, async () => (await again()).length === 2);
    expect((await client.fineTuning.jobs.cancel(id)).status).toBe('cancelled');
    const over = await until(client, id, ({ finished_at }) => finished_at !== null);
    expect(over).toMatchObject({ status: 'cancelled', fine_tuned_model: null, error: null });
    expect(await refused(client.fineTuning.jobs.resume(id))).toMatchObject({
      status: 400,
      code: 'run_cannot_resume',
    });
    expect((await client.fineTuning.jobs.list({ metadata: { kind: 'long' } })).data).toMatchObject([{ id }]);
  });

  test('train goes on after a power cut in the moment it was acknowledged', async () => {
    const fresh = await send(client, 'later.jsonl', rowsOf('later', 12));
    const { id } = await client.fineTuning.jobs.create(
      wishOf({ training_file: fresh, suffix: 'later', hyperparameters: { n_epochs: 1 } }),
    );
    await ground.restart();
    client = ground.client(client.apiKey!);
    expect(await until(client, id, isOver)).toMatchObject({
      status: 'succeeded',
      fine_tuned_model: 'later-v1',
      hyperparameters: { n_epochs: 1, batch_size: 8 },
    });
  });
});

test('a job of preference pairs ends with a model too', { timeout: 240_000 }, async () => {
  const pairs = rowsOf('pairs', 12).map((line, n) => {
    const [asked, answered] = JSON.parse(line).messages as [object, object];
    const worse = { role: 'assistant', content: `No idea, ask somebody else about ${n}.` };
    return JSON.stringify({
      input: { messages: [asked] },
      preferred_output: [answered],
      non_preferred_output: [worse],
    });
  });
  const hyperparameters = { n_epochs: 1, batch_size: 4, beta: 0.2, learning_rate_multiplier: 2 };
  const { id } = await client.fineTuning.jobs.create(
    wishOf({
      training_file: await send(client, 'pairs.jsonl', pairs),
      suffix: 'pairs',
      method: { type: 'dpo', dpo: { hyperparameters } },
    }),
  );
  const job = await until(client, id, isOver);
  expect(job).toMatchObject({
    status: 'succeeded',
    fine_tuned_model: 'pairs-v1',
    method: { type: 'dpo', dpo: { hyperparameters } },
  });
  const [step] = (await client.fineTuning.jobs.listEvents(id)).data.filter(({ type }) => type === 'metrics');
  expect(step!.data).toMatchObject({ step: 3, total_steps: 3, train_loss: expect.any(Number) });
});

test('a whole job by the client of PyPI', { timeout: 300_000 }, async () => {
  const python = await ensureTestPython();
  const file = path.join(ground.server().dataDir, 'python.jsonl');
  writeFileSync(file, rowsOf('python', 12).join('\n'));
  const key = await ground.keyOf('shop');
  const args = [path.resolve('tests/openai/fine_tune.py'), `${ground.server().origin}/v1`, key, file];
  const { stdout } = await promisify(execFile)(python, args);
  expect(JSON.parse(stdout)).toEqual({
    status: 'succeeded',
    model: expect.stringMatching(/^python-v\d+$/),
    answer: expect.stringMatching(/./),
    is_listed: true,
    events: expect.arrayContaining(['message', 'metrics']),
    unique: true,
    checkpoints: expect.arrayContaining([3]),
    results: 'step,train_loss,valid_loss',
    out_of_range: ['invalid_input', 'method.supervised.hyperparameters.n_epochs'],
    unknown: ['model_not_found', 'model'],
    finished_cancel: 'run_cannot_cancel',
    deleted: true,
  });
});
