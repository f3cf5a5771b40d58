import { beforeAll, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { loopRunRouter } from '../runs/loop-run.routes.ts';
import { exampleRouter } from './example.routes.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});
const example = () => services.callerOf(exampleRouter);

test('says what it reads, and that its base is missing where no starter was set up', async () => {
  const found = await example().get();
  expect(found).toMatchObject({
    name: 'support-desk',
    project: { slug: 'support-desk' },
    base: null,
    loop: null,
  });
  expect(found.text).toContain('name: support-desk');
  expect(found.files.map(file => file.path)).toEqual(['tickets.jsonl', 'mailbox.csv']);
  expect(Math.min(...found.files.map(file => file.bytes))).toBeGreaterThan(50_000);
});

test('two clicks at once start one loop, and a later one goes on with it', async () => {
  const [one, other] = await Promise.all([example().start({}), example().start({})]);
  const third = await example().start({});
  expect([other.id, third.id]).toEqual([one.id, one.id]);
  expect(one).toMatchObject({ project: 'support-desk', state: 'running', error: null });
  const { items } = await services.callerOf(loopRunRouter).list({ project: 'support-desk' });
  expect(items).toHaveLength(1);
  expect((await example().get()).loop).toMatchObject({ number: one.number, state: 'running' });
});

test('the size of the base is that of its files on this machine', async () => {
  await services.pool.query(
    `insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, languages, origin)
     values (gen_random_uuid(), 'smollm2-135m-instruct', 'Starter', $1, 'd', 'llama', 135, 1, 'apache-2.0', '["en"]', 'starter')`,
    [`${process.cwd()}/examples/support-desk`],
  );
  expect((await example().get()).base?.bytes).toBeGreaterThan(300_000);
  await services.pool.query(`update base_model set path = 'models/nowhere'`);
  expect((await example().get()).base?.bytes).toBeNull();
});
