import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CompletionRequest } from '#platform/engine/engine-port.ts';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { insertBaseModel } from '../bases/base.queries.ts';
import { completeWith, insertModelVersion, modelsRouter, type NewModelVersion } from '../index.ts';

let services: TestServices;
let project: string;
let baseModelId: string;
let asked: CompletionRequest | undefined;
const digest = 'a'.repeat(64);
const sampling = { temperature: 0, topP: 1, maxTokens: 8, seed: null };

beforeAll(async () => {
  const answer = {
    text: 'ok',
    promptTokens: 1,
    completionTokens: 1,
    finishReason: 'stop',
    firstTokenMs: 1,
    totalMs: 1,
  };
  const complete = async (request: CompletionRequest) => ((asked = request), answer as never);
  services = await createTestServices({ engine: { complete } });
  project = await services.newProject();
  const base = await insertBaseModel(services.db, {
    slug: 'base',
    name: 'Base',
    path: 'models/base',
    ggufPath: 'models/base/base.gguf',
    digest,
    ggufDigest: null,
    architecture: 'LlamaForCausalLM',
    parameters: 1,
    contextTokens: 512,
    license: 'none',
    languages: [],
    origin: 'local',
  });
  baseModelId = base!.id;
});

const version = (name: string, change: Partial<NewModelVersion> = {}): NewModelVersion => ({
  projectId: project,
  name,
  baseModelId,
  baseDigest: digest,
  adapterDigest: digest,
  files: { 'adapter.gguf': digest },
  templateDigest: digest,
  systemPrompt: 'As tuned.',
  sampling,
  runId: null,
  ...change,
});

describe('a model version', () => {
  test('has a human number and a name that is never given again', async () => {
    const first = await insertModelVersion(services.db, version('desk-1'));
    const second = await insertModelVersion(services.db, version('desk-2'));
    expect([first.number, second.number]).toEqual([1, 2]);
    await expect(insertModelVersion(services.db, version('desk-1'))).rejects.toMatchObject({
      code: 'name_taken',
    });
    const page = await services.callerOf(modelsRouter).versions.list({ project, limit: 1 });
    expect(page.items.map(each => [each.name, each.base])).toEqual([['desk-2', 'base']]);
    const rest = await services
      .callerOf(modelsRouter)
      .versions.list({ project, limit: 1, after: page.next! });
    expect(rest).toMatchObject({ items: [{ name: 'desk-1' }], next: null });
  });

  test('answers with its adapter and the system prompt it was tuned with, unless the conversation brings one', async () => {
    const { id } = await insertModelVersion(services.db, version('desk-3'));
    const user = { role: 'user' as const, content: 'Hi' };
    await completeWith(services, { kind: 'version', id }, [user], sampling);
    expect(asked).toMatchObject({
      model: {
        kind: 'llama.cpp',
        adapterPath: services.store.pathOf(digest),
        ggufPath: expect.stringMatching(/models\/base\/base\.gguf$/),
      },
      messages: [{ role: 'system', content: 'As tuned.' }, user],
    });
    const own = { role: 'system' as const, content: 'Own.' };
    await completeWith(services, { kind: 'version', id }, [own, user], sampling);
    expect(asked!.messages).toEqual([own, user]);
    await completeWith(services, { kind: 'base', id: baseModelId }, [user], sampling);
    expect(asked).toMatchObject({
      model: { adapterPath: null },
      messages: [{ role: 'system', content: '' }, user],
    });
  });

  test('that llama.cpp cannot load is answered by the Python engine, from a folder laid out once', async () => {
    const { digest: weights } = await services.store.put('a prompt');
    const files = { 'adapter_model.safetensors': weights, 'adapter_config.json': weights };
    const { id } = await insertModelVersion(services.db, version('prompt-1', { files }));
    const found = await services.callerOf(modelsRouter).versions.get({ project, id });
    expect(found.servedBy).toBe('python engine');
    const ask = async () => {
      await completeWith(services, { kind: 'version', id }, [{ role: 'user', content: 'Hi' }], sampling);
      return asked!.model;
    };
    const [first, again] = [await ask(), await ask()];
    expect(first).toMatchObject({
      kind: 'python',
      baseDigest: digest,
      basePath: expect.stringMatching(/models\/base$/),
    });
    expect(again).toEqual(first);
    const folder = first.kind === 'python' ? first.adapterFolder! : '';
    expect(readdirSync(folder).toSorted()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    expect(statSync(path.join(folder, 'adapter_config.json')).ino).toBe(
      statSync(services.store.pathOf(weights)).ino,
    );
    expect(readdirSync(path.dirname(folder))).toHaveLength(1);
  });

  test('without any files says what to do', async () => {
    const { id } = await insertModelVersion(services.db, version('desk-4', { files: {} }));
    const answer = completeWith(
      services,
      { kind: 'version', id },
      [{ role: 'user', content: 'Hi' }],
      sampling,
    );
    await expect(answer).rejects.toMatchObject({
      code: 'not_servable',
      remedy: expect.stringContaining('Tune it anew'),
    });
  });
});
