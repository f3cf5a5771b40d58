import { type OpenAI, toFile } from 'openai';
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

/** What the fine-tuning API lists and refuses, as the official client meets it. */
let ground: Ground;
let client: OpenAI;
let rival: OpenAI;
let training: string;

beforeAll(async () => {
  ground = await openGround();
  client = ground.client(await ground.keyOf('shop'));
  rival = ground.client(await ground.keyOf('rival'));
  training = await send(client, 'train.jsonl', rowsOf('train', 24));
  for (const name of ['second', 'third']) await send(client, `${name}.jsonl`, rowsOf(name, 3));
}, 400_000);
afterAll(() => ground?.close());

const wishOf = (more: object = {}) =>
  ({ model: 'tiny', training_file: training, attune: quick, ...more }) as OpenAI.FineTuning.JobCreateParams;

describe('lists', { timeout: 60_000 }, () => {
  test('of jobs and files go page by page, newest first', async () => {
    const made: string[] = [];
    for (const kind of ['a', 'b', 'c']) {
      const { id } = await client.fineTuning.jobs.create(wishOf({ metadata: { kind, of: 'lists' } }));
      made.unshift(id);
      expect((await client.fineTuning.jobs.cancel(id)).status).toBe('cancelled');
    }
    const jobs = await all(client.fineTuning.jobs.list({ limit: 1, metadata: { of: 'lists' } }));
    expect(jobs.map(({ id }) => id)).toEqual(made);
    const [oldest] = (await client.fineTuning.jobs.list({ metadata: { kind: 'a' } })).data;
    expect(oldest).toMatchObject({ id: made[2], status: 'cancelled', metadata: { kind: 'a', of: 'lists' } });
    const files = await all(client.files.list({ limit: 2, purpose: 'fine-tune' }));
    expect(files.map(({ filename }) => filename)).toEqual(['third.jsonl', 'second.jsonl', 'train.jsonl']);
    const [first] = (await client.files.list({ order: 'asc', limit: 1 })).data;
    expect(first).toMatchObject({ id: training, status: 'processed', bytes: expect.any(Number) });
  });

  test('of files give their bytes back, and lose what is deleted', async () => {
    const id = await send(client, 'short.jsonl', rowsOf('short', 2));
    expect(await (await client.files.content(id)).text()).toBe(rowsOf('short', 2).join('\n'));
    expect(await client.files.delete(id)).toEqual({ id, object: 'file', deleted: true });
    for (const ask of ['retrieve', 'content', 'delete'] as const)
      expect(await refused(client.files[ask](id))).toMatchObject({ status: 404, code: 'not_found' });
    const trail = await ground.server().api('GET', '/api/v1/audit?action=file.&limit=2');
    expect(trail.body).toMatchObject({ items: [{ action: 'file.deleted' }, { action: 'file.exported' }] });
  });
});

describe('what is wrong is named', () => {
  const create = (more: object) => refused(client.fineTuning.jobs.create(wishOf(more)));

  test.each([
    ['an unknown file', { training_file: `file-${'0'.repeat(32)}` }, 400, 'unknown_file', 'training_file'],
    ['no file id', { validation_file: 'train.jsonl' }, 400, 'unknown_file', 'validation_file'],
    ['an unknown model', { model: 'gpt-4o-mini' }, 404, 'model_not_found', 'model'],
    [
      'too many epochs',
      supervised({ n_epochs: 51 }),
      400,
      'invalid_input',
      'method.supervised.hyperparameters.n_epochs',
    ],
    [
      'a batch of none',
      { hyperparameters: { batch_size: 0 } },
      400,
      'invalid_input',
      'hyperparameters.batch_size',
    ],
    [
      'a beta of nothing',
      { method: { type: 'dpo', dpo: { hyperparameters: { beta: 0 } } } },
      400,
      'invalid_input',
      'method.dpo.hyperparameters.beta',
    ],
    ['graders', { method: { type: 'reinforcement' } }, 400, 'invalid_input', 'method.type'],
    ['a negative seed', { seed: -1 }, 400, 'invalid_input', 'seed'],
    ['a suffix that is no name', { suffix: '../x' }, 400, 'invalid_input', 'suffix'],
    ['an integration', { integrations: [{ type: 'wandb' }] }, 400, 'invalid_input', 'integrations'],
    [
      'a recipe with a slip',
      { attune: { recipe: { batch_rows: 0 } } },
      400,
      'invalid_recipe',
      'attune.recipe.batch_rows',
    ],
  ])('at creation: %s', async (_what, more, status, code, param) => {
    expect(await create(more)).toMatchObject({ status, code, param });
  });

  test('a file of another purpose', async () => {
    const file = await toFile(Buffer.from(rowsOf('x', 1)[0]!), 'x.jsonl');
    expect(await refused(client.files.create({ file, purpose: 'batch' }))).toMatchObject({
      status: 400,
      code: 'purpose_unsupported',
      param: 'purpose',
    });
  });

  test('rows that cannot be read, by their line', { timeout: 60_000 }, async () => {
    const bad = ['no row', '{"messages":[{"role":"user","content":"Open?"}]}'];
    const id = await send(client, 'bad.jsonl', [...rowsOf('bad', 3), ...bad]);
    expect(await client.files.retrieve(id)).toMatchObject({
      status: 'error',
      status_details: expect.stringContaining('2 of 5 rows'),
    });
    const job = await client.fineTuning.jobs.create(wishOf({ training_file: id }));
    const failed = await until(client, job.id, isOver);
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_training_file', param: 'training_file' },
    });
    expect(failed.error!.message).toMatch(/line 4: [^]*JSON[^]* line 5: .*assistant/);
    const { data } = await client.fineTuning.jobs.listEvents(job.id, { limit: 1 });
    expect(data).toMatchObject([{ level: 'error', message: failed.error!.message }]);
    expect(await refused(client.fineTuning.jobs.cancel(job.id))).toMatchObject({
      status: 400,
      code: 'job_cannot_cancel',
    });
  });

  test('conversations that are to teach preferences', { timeout: 60_000 }, async () => {
    const { id } = await client.fineTuning.jobs.create(wishOf({ method: { type: 'dpo' } }));
    const { status, error } = await until(client, id, isOver);
    expect({ status, ...error }).toMatchObject({
      status: 'failed',
      code: 'no_preference_rows',
      param: 'training_file',
    });
  });

  test('another project’s files and jobs are not there', async () => {
    const [job] = (await client.fineTuning.jobs.list({ limit: 1 })).data;
    const { fineTuning, files } = rival;
    for (const ask of [
      () => files.retrieve(training),
      () => files.content(training),
      () => files.delete(training),
      () => fineTuning.jobs.retrieve(job!.id),
      () => fineTuning.jobs.cancel(job!.id),
      () => fineTuning.jobs.listEvents(job!.id),
      () => fineTuning.jobs.checkpoints.list(job!.id),
    ])
      expect(await refused(ask() as Promise<unknown>)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await refused(fineTuning.jobs.create(wishOf()))).toMatchObject({ code: 'unknown_file' });
    expect([(await files.list()).data, (await fineTuning.jobs.list()).data]).toEqual([[], []]);
  });

  test('keys do what their scopes say, and one of many projects names its own', async () => {
    const reading = ground.client(await ground.keyOf('shop', ['tuning.read', 'data.read']));
    expect((await reading.fineTuning.jobs.list()).data.length).toBeGreaterThan(0);
    const file = await toFile(Buffer.from('{}'), 'x.jsonl');
    for (const ask of [
      () => reading.fineTuning.jobs.create(wishOf()),
      () => reading.files.create({ file, purpose: 'fine-tune' }),
      () => reading.files.delete(training),
    ])
      expect(await refused(ask() as Promise<unknown>)).toMatchObject({ status: 403, code: 'not_allowed' });
    const half = ground.client(await ground.keyOf('shop', ['tuning.write']));
    expect(await refused(half.fineTuning.jobs.create(wishOf()))).toMatchObject({
      status: 403,
      message: expect.stringContaining('data.write'),
    });
    const { key, origin } = ground.server();
    expect(await refused(ground.client(key).files.list())).toMatchObject({ code: 'project_needed' });
    const owner = ground.client(key, { project: 'shop' });
    expect((await owner.files.list()).data.length).toBeGreaterThan(0);
    const stranger = ground.client(await ground.keyOf('rival'), { project: 'shop' });
    expect(await refused(stranger.files.list())).toMatchObject({ status: 404, code: 'not_found' });
    expect(await refused(ground.client('attune_wrong').files.list())).toMatchObject({ status: 401 });
    expect((await fetch(`${origin}/v1/files`)).status).toBe(401);
  });

  test('what OpenAI has and Attune has not', async () => {
    expect(await refused(client.models.delete('tiny'))).toMatchObject({ status: 404, code: 'unknown_route' });
    expect(await refused(client.batches.list() as Promise<unknown>)).toMatchObject({
      status: 404,
      message: expect.stringContaining('GET /v1/batches'),
    });
  });

  test('a repeat under one Idempotency-Key makes one job', async () => {
    const options = { headers: { 'idempotency-key': 'once' } };
    const wish = wishOf({ metadata: { kind: 'once' } });
    const made = [
      await client.fineTuning.jobs.create(wish, options),
      await client.fineTuning.jobs.create(wish, options),
    ];
    expect(made[1]!.id).toBe(made[0]!.id);
    expect((await client.fineTuning.jobs.list({ metadata: { kind: 'once' } })).data).toHaveLength(1);
    expect((await client.fineTuning.jobs.cancel(made[0]!.id)).status).toBe('cancelled');
  });
});
