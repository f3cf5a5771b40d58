import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig } from '#platform/config/config.ts';
import { joinEngines } from '#platform/engine/join-engines.ts';
import { openLlama } from '#platform/engine/llama/open-llama.ts';
import { createPythonEngine } from '#platform/engine/python/create-python-engine.ts';
import { silentLog } from '#platform/logging/log.ts';
import { completeWith, getModelVersion } from '#stages/models/index.ts';
import { tuningJobs } from '#stages/tuning/index.ts';
import { createTestTuning, type TestTuning } from '../../tuning/test-tuning.ts';
import { servingRouter } from '../index.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

/** Real trainings by the real engine, and what they made behind the gateway. */
const { python } = readConfig();
const engine = joinEngines(
  createPythonEngine({ python }, silentLog),
  openLlama(silentLog, { lanes: 1, threadsPerLane: 1 }),
);
let tiny: string;

/** A Llama of two layers with random weights, as the engine's own tests make it. */
beforeAll(() => {
  tiny = mkdtempSync(path.join(os.tmpdir(), 'attune-tiny-'));
  const make = 'import sys, pathlib, tiny; tiny.write_model(pathlib.Path(sys.argv[1]))';
  execFileSync(python, ['-c', make, tiny], { cwd: path.resolve('engine/tests'), stdio: 'pipe' });
}, 60_000);
afterAll(async () => {
  await engine.close();
  rmSync(tiny, { recursive: true, force: true });
});

/** It starts a process that imports torch. */
const slow = { timeout: 90_000 };

const rows = Array.from({ length: 12 }, (_, n) => ({
  id: `row-${n}`,
  messages: [
    { role: 'user', content: `count ${n}` },
    { role: 'assistant', content: `one two three ${n}` },
  ],
}));

async function tune(basePath: string, recipe: object): Promise<{ tuning: TestTuning; versionId: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path.join(basePath, 'model.safetensors')), hash);
  const base = { path: basePath, digest: hash.digest('hex') };
  const tuning = await createTestTuning({ engine, base, systemPrompt: 'You count.', rows });
  const short = { batch_rows: 4, eval: { every_steps: 9 }, checkpoint: { every_steps: 9 }, threads: 1 };
  const run = await tuning.create({ ...short, sample: { max_new_tokens: 4 }, ...recipe });
  await tuning.services.runJobs(tuningJobs);
  const done = await tuning.get(run);
  expect(done).toMatchObject({ state: 'done', error: null });
  return { tuning, versionId: done.modelVersionId! };
}

type Body = {
  choices: { message: { content: string }; finish_reason: string }[];
  usage: { completion_tokens: number };
};

describe('a soft prompt', () => {
  let tuning: TestTuning;
  let gateway: TestGateway;
  let key: string;
  let versionId: string;

  beforeAll(async () => {
    ({ tuning, versionId } = await tune(tiny, {
      method: { kind: 'prefix_tuning', tokens: 8 },
      max_steps: 6,
    }));
    const { services, project } = tuning;
    const targets = [{ kind: 'version' as const, modelVersionId: versionId, weight: 1 }];
    await services.callerOf(servingRouter).deployments.create({ project, name: 'desk', targets });
    gateway = await startTestGateway(services);
    key = await gateway.makeKey(project);
  }, 120_000);
  afterAll(() => gateway?.close());

  const question = { model: 'desk', temperature: 0, max_tokens: 24 };
  const callOf = (response: Response) =>
    tuning.services
      .callerOf(servingRouter)
      .calls.get({ project: tuning.project, id: response.headers.get('x-attune-call')! });

  test(
    'is answered by the Python engine behind the gateway, as JSON and as a stream with the same words',
    slow,
    async () => {
      const version = await getModelVersion(tuning.services.db, tuning.project, versionId);
      expect(version.servedBy).toBe('python engine');
      expect(Object.keys(version.files).some(name => name.endsWith('.gguf'))).toBe(false);
      const whole = (await (await gateway.chat(key, question)).json()) as Body;
      const text = whole.choices[0]!.message.content;
      expect(text.length).toBeGreaterThan(0);
      const streamed = await gateway.chat(key, {
        ...question,
        stream: true,
        stream_options: { include_usage: true },
      });
      const events = (await streamed.text())
        .split('\n\n')
        .filter(event => event.startsWith('data: {'))
        .map(event => JSON.parse(event.slice(6)) as { choices: { delta: { content?: string } }[] });
      expect(events.map(event => event.choices[0]?.delta.content ?? '').join('')).toBe(text);
      expect(events.at(-1)).toMatchObject({ usage: { completion_tokens: whole.usage.completion_tokens } });
      expect(await callOf(streamed)).toMatchObject({
        state: 'ok',
        responseText: text,
        targetKind: 'version',
      });
    },
  );

  test('is not what its base says', async () => {
    const sampling = { temperature: 0, topP: 1, maxTokens: 24, seed: null };
    const asked = [{ role: 'user' as const, content: 'Hi' }];
    const { services, baseModelId } = tuning;
    const bare = { kind: 'base' as const, id: baseModelId, systemPrompt: 'You count.' };
    const tuned = { kind: 'version' as const, id: versionId };
    const [base, version] = [
      await completeWith(services, bare, asked, sampling),
      await completeWith(services, tuned, asked, sampling),
    ];
    expect(version.promptTokens).toBe(base.promptTokens);
    expect(version.text).not.toBe(base.text);
    expect(readdirSync(path.join(services.config.dataDir, 'adapters'))).toHaveLength(1);
  });

  test('obeys stop texts and a leaving client', async () => {
    const text = ((await (await gateway.chat(key, question)).json()) as Body).choices[0]!.message.content;
    const stop = text.slice(4, 7);
    const cut = (await (await gateway.chat(key, { ...question, stop })).json()) as Body;
    expect(cut.choices[0]).toMatchObject({
      message: { content: text.slice(0, text.indexOf(stop)) },
      finish_reason: 'stop',
    });
    const leave = new AbortController();
    const long = { ...question, temperature: 2, max_tokens: 1_500, stream: true };
    const response = await gateway.chat(key, long, { signal: leave.signal });
    const reader = response.body!.getReader();
    for (let read = 0; read < 4; read++) await reader.read();
    leave.abort();
    const call = await vi.waitFor(
      async () => {
        const found = await callOf(response);
        expect(found.state).toBe('client_abort');
        return found;
      },
      { timeout: 5_000 },
    );
    expect(call.completionTokens).toBeLessThan(1_000);
  });

  test('refuses a conversation that is too long for it', async () => {
    const messages = [{ role: 'user', content: 'long '.repeat(600) }];
    const response = await gateway.chat(key, { ...question, messages });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'context_length_exceeded' } });
  });
});

test(
  'trained weights of the starter are a model of their own, which llama.cpp loads and answers with',
  { timeout: 240_000 },
  async () => {
    const starter = path.resolve('.runtime/models/smollm2-135m-instruct');
    if (!existsSync(starter)) throw new Error(`${starter} is missing: npm run setup`);
    const method = { kind: 'freeze', last_layers: 1 };
    const { tuning, versionId } = await tune(starter, { method, max_steps: 2 });
    const version = await getModelVersion(tuning.services.db, tuning.project, versionId);
    expect(version).toMatchObject({ servedBy: 'llama.cpp', files: { 'model.gguf': expect.any(String) } });
    const target = { kind: 'version' as const, id: versionId };
    const sampling = { temperature: 0, topP: 1, maxTokens: 12, seed: null };
    const asked = [{ role: 'user' as const, content: 'What is the capital of France?' }];
    const { text, completionTokens } = await completeWith(tuning.services, target, asked, sampling);
    expect(completionTokens).toBeGreaterThan(0);
    expect(text).toMatch(/[a-z]{2}/);
  },
);
