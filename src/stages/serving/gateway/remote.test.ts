import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { modelsRouter } from '#stages/models/index.ts';
import { servingRouter, sweepCalls } from '../index.ts';
import { interactionIdOf } from '../calls/response-id.ts';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let services: TestServices;
let upstream: FakeUpstream;
let gateway: TestGateway;
let project: string;
let key: string;

beforeAll(async () => {
  services = await createTestServices();
  upstream = await startFakeUpstream();
  gateway = await startTestGateway(services);
  project = await services.newProject('shop');
  key = await gateway.makeKey(project);
  for (const model of ['weights-9b', 'weights-9b-broken', 'weights-9b-cut'])
    await deploy(model, `desk-${model.length}`);
  for (const model of ['kind', 'busy-once', 'always-broken', 'secretive', 'picky', 'cut', 'slow', 'steady'])
    await deploy(model);
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

async function deploy(model: string, deployment = model): Promise<void> {
  const wish = { project, name: model, baseUrl: `${upstream.baseUrl}/`, model, secret: 'sk-up' };
  const connection = await services.callerOf(modelsRouter).connections.create(wish);
  const target = {
    kind: 'connection' as const,
    connectionId: connection.id,
    systemPrompt: 'Be kind.',
    weight: 1,
  };
  await services.callerOf(servingRouter).deployments.create({ project, name: deployment, targets: [target] });
}

const callOf = (id: string) => services.callerOf(servingRouter).calls.get({ project, id });
const idOf = (response: Response) => response.headers.get('x-attune-call')!;
const ended = (id: string) =>
  vi.waitFor(async () => {
    const call = await callOf(id);
    expect(call.state).not.toBe('started');
    return call;
  });

describe('who may not read models', () => {
  const told = async (by: string, model: string, stream = false) => {
    const response = await gateway.chat(by, { model, stream });
    return `${JSON.stringify([...response.headers])} ${await response.text()}`;
  };

  test.each(['kind', 'desk-10', 'desk-17', 'secretive'])(
    'learns nothing of what answers behind %s',
    async model => {
      const words = await told(key, model);
      expect(words).not.toMatch(/x-attune-target|fp_weights|weights-9b|host-7|up-1/);
      expect(words).toContain(model);
    },
  );

  test('nor in the middle of a stream', async () => {
    for (const model of ['kind', 'desk-14'])
      expect(await told(key, model, true)).not.toMatch(/x-attune-target|weights-9b|host-7|up-1/);
    expect(await told(key, 'desk-14', true)).toContain('upstream_failed');
  });

  test('while who may is told all of it', async () => {
    const reader = await gateway.makeKey(project, ['chat', 'models.read']);
    expect(await told(reader, 'kind')).toMatch(/"x-attune-target","connection:/);
    expect(await told(reader, 'desk-14', true)).toContain('weights-9b-cut lost host-7');
    expect(await told(reader, 'desk-10')).toContain('weights-9b was not found');
    expect(await told(reader, 'desk-17')).toContain('ran out of memory on host-7');
  });
});

describe('a remote answer', () => {
  test('as JSON carries our id and the name asked for, and is otherwise untouched', async () => {
    const response = await gateway.chat(key, { model: 'kind', temperature: 0.5, made_up: [1] });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      model: 'kind',
      odd: 1,
      choices: [{ message: { content: 'Hello there' } }],
    });
    const id = interactionIdOf((JSON.parse(text) as { id: string }).id)!;
    expect(id).toBe(idOf(response));
    expect(text).not.toContain('up-1');
    expect(upstream.seen.at(-1)).toMatchObject({
      authorization: 'Bearer sk-up',
      body: {
        model: 'kind',
        temperature: 0.5,
        made_up: [1],
        messages: [{ role: 'system', content: 'Be kind.' }, {}],
      },
    });
    expect(await ended(id)).toMatchObject({
      state: 'ok',
      responseText: 'Hello there',
      promptTokens: 3,
      completionTokens: 2,
      usageSource: 'upstream',
      finishReason: 'stop',
      request: { model: 'kind', made_up: [1], messages: [{ role: 'user' }] },
    });
  });

  test('as a stream passes every event on, in order, with usage where asked', async () => {
    const options = { model: 'kind', stream: true, stream_options: { include_usage: true } };
    const response = await gateway.chat(key, options);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect(text.match(/"id":"chatcmpl-[0-9a-f]{32}"/g)).toHaveLength(6);
    expect(text).toMatch(/^:\n\n/);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
    expect(await ended(idOf(response))).toMatchObject({
      state: 'ok',
      stream: true,
      responseText: 'Hello 你好 there',
      completionTokens: 4,
      usageSource: 'upstream',
    });
  });

  test('without reported usage is estimated, and says so', async () => {
    const response = await gateway.chat(key, { model: 'kind', stream: true });
    await response.text();
    expect(await ended(idOf(response))).toMatchObject({ usageSource: 'estimated', completionTokens: 5 });
  });

  test('is tried again after 429, not after 400', async () => {
    expect((await gateway.chat(key, { model: 'busy-once' })).status).toBe(200);
    expect(upstream.seen.filter(each => each.body.model === 'busy-once')).toHaveLength(2);
    const refused = await gateway.chat(key, { model: 'picky' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: { message: 'no such field', param: 'top_k' } });
    expect(upstream.seen.filter(each => each.body.model === 'picky')).toHaveLength(1);
  });

  test('that fails after all tries is passed on and recorded', async () => {
    const response = await gateway.chat(key, { model: 'always-broken' });
    expect(response.status).toBe(500);
    expect(await ended(idOf(response))).toMatchObject({ state: 'upstream_error', error: { status: 500 } });
  });

  test("does not blame the caller for the connection's secret", async () => {
    const response = await gateway.chat(key, { model: 'secretive' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { code: 'upstream_refused', type: 'server_error' },
    });
  });

  test('cut in the middle ends with an error event, and keeps what came', async () => {
    const response = await gateway.chat(key, { model: 'cut', stream: true });
    const text = await response.text();
    expect(text).not.toContain('[DONE]');
    expect(text).toMatch(/data: {"error":{"message":"The model behind .*\n\n$/);
    expect(await ended(idOf(response))).toMatchObject({
      state: 'upstream_error',
      responseText: 'Hello 你好',
    });
  });
});

describe('durability', () => {
  test('a call is committed as started before its first byte, whoever is asked', async () => {
    const response = await gateway.chat(key, { model: 'slow', stream: true });
    expect(await callOf(idOf(response))).toMatchObject({ state: 'started', responseText: null });
    await response.body!.cancel();
  });

  test('an answer is said to be whole when its end is committed, not before', async () => {
    const response = await gateway.chat(key, { model: 'steady', stream: true });
    const blocker = await services.pool.connect();
    let text = '';
    try {
      await blocker.query('begin; lock table interaction in share mode');
      const reading = (async () => {
        for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) text += bytes;
      })();
      await vi.waitFor(() => expect(text).toContain('"finish_reason":"stop"'));
      await sleep(200);
      expect(text).not.toContain('[DONE]');
      await blocker.query('commit');
      await reading;
    } finally {
      blocker.release();
    }
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
    expect(await callOf(idOf(response))).toMatchObject({ state: 'ok', responseText: 'Hello 你好 there' });
  });

  test('a client that leaves ends the remote answer; the partial text is kept', async () => {
    const leave = new AbortController();
    const response = await gateway.chat(key, { model: 'slow', stream: true }, { signal: leave.signal });
    const reader = response.body!.getReader();
    let text = '';
    while (!text.includes('Hel')) text += new TextDecoder().decode((await reader.read()).value);
    leave.abort();
    const call = await ended(idOf(response));
    expect(call.state).toBe('client_abort');
    expect(call.responseText).toMatch(/^Hel/);
    await vi.waitFor(() => expect(upstream.seen.at(-1)!.left).toBe(true));
  });

  test('the text of a running stream is kept every second or so, and the sweep closes it with that text', async () => {
    const response = await gateway.chat(key, { model: 'slow', stream: true });
    const id = idOf(response);
    const kept = await vi.waitFor(
      async () => {
        const call = await callOf(id);
        expect(call.responseText).toBe('Hello 你好 there');
        return call;
      },
      { timeout: 4_000 },
    );
    expect(kept.state).toBe('started');
    expect(await sweepCalls(services, 60_000)).toBe(0);
    expect(await sweepCalls(services)).toBe(1);
    expect(await callOf(id)).toMatchObject({ state: 'interrupted', responseText: 'Hello 你好 there' });
    await response.body!.cancel();
  });

  test('many at once are all recorded, odd characters included', async () => {
    const ask = async (n: number) => {
      const messages = [{ role: 'user', content: `number ${n} \0 \ud800 \\u0000` }];
      const response = await gateway.chat(key, { model: 'kind', messages });
      await response.text();
      return idOf(response);
    };
    const ids = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)));
    const calls = await Promise.all(ids.map(ended));
    expect(calls.every(call => call.state === 'ok')).toBe(true);
    expect(calls[7]!.request).toMatchObject({ messages: [{ content: 'number 7 \ufffd \ufffd \\u0000' }] });
  });
});

describe('the door', () => {
  const errorOf = async (response: Response) => ({
    status: response.status,
    ...((await response.json()) as { error: { code: string; type: string; param: string | null } }).error,
  });

  test('answers in OpenAI’s shape whatever is wrong', async () => {
    expect(await errorOf(await gateway.chat('attune_no', { model: 'kind' }))).toMatchObject({
      status: 401,
      type: 'authentication_error',
    });
    expect(await errorOf(await gateway.chat(key, { model: 'nobody' }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
    });
    expect(await errorOf(await gateway.chat(key, { model: 'kind', n: 2 }))).toMatchObject({
      status: 400,
      param: 'n',
    });
    expect(await errorOf(await gateway.chat(key, { model: 'kind' }, { body: '{' }))).toMatchObject({
      status: 400,
      code: 'invalid_json',
    });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'text/plain' };
    expect(await errorOf(await gateway.chat(key, { model: 'kind' }, { headers }))).toMatchObject({
      status: 415,
    });
    const huge = JSON.stringify({
      model: 'kind',
      messages: [{ role: 'user', content: 'x'.repeat(9 * 2 ** 20) }],
    });
    expect(await errorOf(await gateway.chat(key, { model: 'kind' }, { body: huge }))).toMatchObject({
      status: 413,
    });
  });

  test('knows a key by its project and its rights', async () => {
    const other = await services.newProject('other');
    const foreign = await gateway.makeKey(other);
    expect((await gateway.chat(foreign, { model: 'shop/kind' })).status).toBe(404);
    const deaf = await gateway.makeKey(project, ['data.read']);
    expect((await gateway.chat(deaf, { model: 'kind' })).status).toBe(403);
    const wide = await gateway.makeKey(null);
    expect((await gateway.chat(wide, { model: 'shop/kind' })).status).toBe(200);
    expect((await gateway.chat(wide, { model: 'kind' })).status).toBe(404);
  });

  test('lists what a key may call', async () => {
    const read = async (path: string, bearer = key) => {
      const response = await fetch(gateway.origin + path, { headers: { authorization: `Bearer ${bearer}` } });
      return (await response.json()) as { data?: { id: string }[]; id?: string; error?: { code: string } };
    };
    expect((await read('/v1/models')).data!.map(card => card.id)).toContain('kind');
    const wide = await gateway.makeKey(null);
    expect((await read('/v1/models', wide)).data!.map(card => card.id)).toContain('shop/kind');
    expect(await read('/v1/models/shop%2Fkind', wide)).toMatchObject({ id: 'shop/kind', object: 'model' });
    expect(await read('/v1/models/nobody')).toMatchObject({ error: { code: 'model_not_found' } });
  });
});
