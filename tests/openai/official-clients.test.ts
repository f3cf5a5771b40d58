import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLlama } from '#platform/engine/llama/open-llama.ts';
import { silentLog } from '#platform/logging/log.ts';
import { ensureStarter, findBaseModel } from '#stages/models/index.ts';
import { startTestGateway, type TestGateway } from '#stages/serving/gateway/test-gateway.ts';
import { servingRouter } from '#stages/serving/index.ts';
import { createTestServices } from '../database/test-services.ts';
import { ensureTestPython } from './test-python.ts';

const starter = path.resolve('.runtime/models/smollm2-135m-instruct');
const llama = openLlama(silentLog);
let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  if (!existsSync(starter)) throw new Error(`${starter} is missing: npm run setup`);
  const services = await createTestServices({ engine: llama });
  await ensureStarter(services);
  gateway = await startTestGateway(services);
  const project = await services.newProject('shop');
  key = await gateway.makeKey(project);
  const { id } = (await findBaseModel(services.db, path.basename(starter)))!;
  const targets = [{ kind: 'base' as const, baseModelId: id, systemPrompt: '', weight: 1 }];
  await services.callerOf(servingRouter).deployments.create({ project, name: 'desk', targets });
});
afterAll(async () => {
  await gateway?.close();
  await llama.close();
});

const question = {
  model: 'desk',
  messages: [{ role: 'user' as const, content: 'My parcel is late.' }],
  temperature: 0,
  max_tokens: 12,
};

describe('the official client of npm', () => {
  const clientWith = (apiKey: string) =>
    new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey, maxRetries: 0 });

  test('chats and streams the same words', async () => {
    const whole = await clientWith(key).chat.completions.create(question);
    expect(whole.usage).toMatchObject({ completion_tokens: 12 });
    let streamed = '';
    let usage: OpenAI.CompletionUsage | null | undefined;
    const stream = await clientWith(key).chat.completions.create({
      ...question,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      streamed += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage;
    }
    expect(streamed).toBe(whole.choices[0]!.message.content);
    expect(usage).toEqual(whole.usage);
  });

  test('streams through its helper, which wants every chunk well-formed', async () => {
    const final = await clientWith(key).chat.completions.stream(question).finalChatCompletion();
    expect(final.choices[0]).toMatchObject({ finish_reason: 'length', message: { role: 'assistant' } });
  });

  test('lists models and raises its own errors', async () => {
    const models = await clientWith(key).models.list();
    expect(models.data.map(model => model.id)).toEqual(['desk']);
    const unknown = clientWith(key).chat.completions.create({ ...question, model: 'nobody' });
    await expect(unknown).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(clientWith('attune_wrong').models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });
});

test('the official client of PyPI chats, streams, lists models and raises its own errors', async () => {
  const python = await ensureTestPython();
  const args = [path.resolve('tests/openai/chat.py'), `${gateway.origin}/v1`, key, 'desk'];
  const { stdout } = await promisify(execFile)(python, args);
  const said = JSON.parse(stdout) as Record<string, unknown>;
  expect(said).toMatchObject({
    tokens: 12,
    streamed: said.text,
    streamed_tokens: 12,
    finish_reason: 'length',
    models: ['desk'],
    model: 'desk',
    call_matches: true,
    refused: 'model_not_found',
    stranger: 'not_signed_in',
  });
  expect(said.id).toMatch(/^chatcmpl-[0-9a-f]{32}$/);
}, 180_000);
