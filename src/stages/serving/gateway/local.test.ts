import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openLlama } from '#platform/engine/llama/open-llama.ts';
import { silentLog } from '#platform/logging/log.ts';
import { ensureStarter, findBaseModel } from '#stages/models/index.ts';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { servingRouter } from '../index.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

const starter = 'smollm2-135m-instruct';
const llama = openLlama(silentLog, { lanes: 2, threadsPerLane: 1 });
let services: TestServices;
let gateway: TestGateway;
let project: string;
let key: string;

beforeAll(async () => {
  const dir = path.resolve('.runtime/models', starter);
  if (!existsSync(dir)) throw new Error(`${dir} is missing: npm run setup`);
  services = await createTestServices({ engine: llama });
  await ensureStarter(services);
  gateway = await startTestGateway(services);
  project = await services.newProject('shop');
  key = await gateway.makeKey(project);
  const { id: baseModelId } = (await findBaseModel(services.db, starter))!;
  const systemPrompt = 'You answer for a lamp shop, kindly and short.';
  const targets = [{ kind: 'base' as const, baseModelId, systemPrompt, weight: 1 }];
  await services.callerOf(servingRouter).deployments.create({ project, name: 'desk', targets });
});
afterAll(async () => {
  await gateway?.close();
  await llama.close();
});

const question = { model: 'desk', temperature: 0, max_tokens: 16 };
const callOf = (response: Response) =>
  services.callerOf(servingRouter).calls.get({ project, id: response.headers.get('x-attune-call')! });

type Event = {
  object: string;
  choices: { delta: { role?: string; content?: string }; finish_reason: string | null }[];
  usage?: { completion_tokens: number; total_tokens: number } | null;
};
const eventsOf = (text: string): Event[] =>
  text
    .split('\n\n')
    .filter(event => event.startsWith('data: {'))
    .map(event => JSON.parse(event.slice(6)) as Event);

describe('the starter behind the gateway', () => {
  test('answers as JSON and as a stream with the same words, and both are recorded', async () => {
    const whole = await gateway.chat(key, question);
    const body = (await whole.json()) as {
      choices: { message: { content: string } }[];
      usage: object;
      id: string;
    };
    const text = body.choices[0]!.message.content;
    expect(text.length).toBeGreaterThan(10);
    expect(body).toMatchObject({
      object: 'chat.completion',
      model: 'desk',
      usage: { completion_tokens: 16 },
    });

    const streamed = await gateway.chat(key, {
      ...question,
      stream: true,
      stream_options: { include_usage: true },
    });
    const raw = await streamed.text();
    expect(raw).toMatch(/data: \[DONE\]\n\n$/);
    const events = eventsOf(raw);
    expect(events[0]!.choices[0]!.delta.role).toBe('assistant');
    expect(events.map(event => event.choices[0]?.delta.content ?? '').join('')).toBe(text);
    expect(events.at(-2)!.choices[0]!.finish_reason).toBe('length');
    expect(events.at(-2)!.usage).toBeNull();
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 16 } });

    const call = await callOf(streamed);
    expect(call).toMatchObject({ state: 'ok', responseText: text, completionTokens: 16, targetKind: 'base' });
    expect(call.firstTokenMs).toBeLessThanOrEqual(call.totalMs!);
    expect(body.id).toBe((await callOf(whole)).responseId);
  });

  test('stops writing when the client leaves, and what it had written is kept', async () => {
    const leave = new AbortController();
    const long = {
      ...question,
      max_tokens: 2_000,
      stream: true,
      messages: [{ role: 'user', content: 'Tell me a story.' }],
    };
    const response = await gateway.chat(key, long, { signal: leave.signal });
    expect((await callOf(response)).state).toBe('started');
    const reader = response.body!.getReader();
    for (let read = 0; read < 4; read++) await reader.read();
    leave.abort();
    const call = await vi.waitFor(async () => {
      const found = await callOf(response);
      expect(found.state).toBe('client_abort');
      return found;
    });
    expect(call.responseText!.length).toBeGreaterThan(0);
    expect(call.completionTokens).toBeLessThan(200);
  });

  test('refuses what it cannot do instead of ignoring it', async () => {
    const response = await gateway.chat(key, { ...question, tools: [{ type: 'function' }] });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'unsupported', param: 'tools' } });
    expect(await callOf(response)).toMatchObject({ state: 'upstream_error' });
  });

  test('may be asked by its own name only by who may read models', async () => {
    expect((await gateway.chat(key, { ...question, model: starter })).status).toBe(404);
    const reader = await gateway.makeKey(project, ['chat', 'models.read']);
    expect((await gateway.chat(reader, { ...question, model: starter, max_tokens: 2 })).status).toBe(200);
  });
});
