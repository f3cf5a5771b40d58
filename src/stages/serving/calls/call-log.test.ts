import { beforeAll, expect, test } from 'vitest';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { type CallWish, createCallLog, drainCalls } from './call-log.ts';
import { getCall } from './call.queries.ts';

let services: TestServices;
let projectId: string;

beforeAll(async () => {
  services = await createTestServices();
  projectId = await services.newProject();
});

const wishFor = (request: unknown): CallWish => {
  const target = { targetKind: 'connection' as const, targetId: newId() };
  return { projectId, deploymentId: null, apiKeyId: null, stream: false, request, ...target };
};
const read = (id: string) => getCall(services.db, projectId, id);

test('an answer that is there before its call is written is written with it', async () => {
  const call = createCallLog(services).open(wishFor({ model: 'quick' }));
  void call.finish({ state: 'ok', finishReason: 'stop', promptTokens: 3 }, 'Hello \0 there');
  await call.committed;
  expect(await read(call.id)).toMatchObject({
    state: 'ok',
    responseText: 'Hello \ufffd there',
    finishReason: 'stop',
    promptTokens: 3,
    request: { model: 'quick' },
  });
  expect((await read(call.id)).endedAt).toBeInstanceOf(Date);
});

test('one that comes later changes its row, and a stop waits for that', async () => {
  const call = createCallLog(services).open(wishFor({ model: 'slow' }));
  await call.committed;
  expect(await read(call.id)).toMatchObject({ state: 'started', responseText: null, endedAt: null });
  void call.finish({ state: 'ok' }, 'At last');
  await drainCalls(services);
  expect(await read(call.id)).toMatchObject({ state: 'ok', responseText: 'At last' });
});

test('a request that cannot be written is refused by name, and the next one is kept', async () => {
  const log = createCallLog(services);
  let deep: unknown = 'deep';
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(() => log.open(wishFor(deep))).toThrow(expect.objectContaining({ code: 'request_not_storable' }));
  const kind = log.open(wishFor({ kind: true }));
  await kind.committed;
  expect(await read(kind.id)).toMatchObject({ request: { kind: true } });
});
