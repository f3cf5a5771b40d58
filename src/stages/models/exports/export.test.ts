import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { AttuneError } from '#platform/http/attune-error.ts';
import { exportModelJob } from './export-model.job.ts';
import { createTestExports } from './test-exports.ts';

const never = new AbortController().signal;

describe('an export', () => {
  let site: Awaited<ReturnType<typeof createTestExports>>;
  beforeAll(async () => void (site = await createTestExports()));

  test('is written by the engine from the files of the version, and can be fetched', async () => {
    const { services, project, exports, versionId, specs, digest } = site;
    const asked = await exports.create({ project, id: versionId, format: 'gguf', precision: 'q8_0' });
    expect(asked).toMatchObject({ state: 'queued', format: 'gguf', precision: 'q8_0', files: [] });
    await exportModelJob.run(services, { exportId: asked.id }, never);
    const done = await exports.get({ project, id: asked.id });
    expect(done).toMatchObject({
      state: 'done',
      files: [{ name: 'model.bin', sizeBytes: 15 }],
      warnings: [{ code: 'template_not_expressible' }],
    });
    expect(specs.at(-1)).toMatchObject({
      format: 'gguf',
      precision: 'q8_0',
      system_prompt: 'As tuned.',
      base: { digest },
    });
    const file = await exports.file({ project, id: asked.id, name: 'model.bin' });
    expect([(file as File).name, await file.text()]).toEqual(['model.bin', 'written as gguf']);
    const folder = path.join(services.config.dataDir, 'exports');
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });

  test('is made once: the same wish gives the same, another precision another', async () => {
    const { project, exports, versionId } = site;
    const wish = { project, id: versionId, format: 'safetensors' } as const;
    const first = await exports.create(wish);
    expect(first.precision).toBe('bf16');
    expect((await exports.create({ ...wish, precision: 'bf16' })).id).toBe(first.id);
    expect((await exports.create({ ...wish, precision: 'f32' })).id).not.toBe(first.id);
    const { items } = await exports.list({ project, id: versionId });
    expect(items.map(({ format, precision }) => `${format} ${precision}`)).toEqual([
      'safetensors f32',
      'safetensors bf16',
      'gguf q8_0',
    ]);
  });

  test('refuses a precision that the format has not, and a file that it has not', async () => {
    const { project, exports, versionId } = site;
    const refused = exports.create({ project, id: versionId, format: 'gguf', precision: 'bf16' });
    await expect(refused).rejects.toMatchObject({ code: 'precision_unknown' });
    const adapter = await exports.create({ project, id: versionId, format: 'adapter' });
    expect(adapter.precision).toBeNull();
    const missing = exports.file({ project, id: adapter.id, name: '../secret' });
    await expect(missing).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a soft prompt is exported as an adapter alone', async () => {
  const digest = 'a'.repeat(64);
  const files = { 'adapter_model.safetensors': digest, 'adapter_config.json': digest };
  const { project, exports, versionId } = await createTestExports({ files });
  await expect(exports.create({ project, id: versionId, format: 'gguf' })).rejects.toMatchObject({
    code: 'export_unsupported',
  });
  expect(await exports.create({ project, id: versionId, format: 'adapter' })).toMatchObject({
    state: 'queued',
  });
});

test('what the engine refuses ends the export with its words, and it may be asked for again', async () => {
  const answer = () =>
    Promise.reject(new AttuneError('base_unsupported', 'The base scales its positions.', { remedy: 'x' }));
  const { services, project, exports, versionId } = await createTestExports({ answer });
  const wish = { project, id: versionId, format: 'gguf' } as const;
  const { id } = await exports.create(wish);
  await exportModelJob.run(services, { exportId: id }, never);
  expect(await exports.get({ project, id })).toMatchObject({
    state: 'failed',
    error: { code: 'base_unsupported', remedy: 'x' },
  });
  expect((await exports.create(wish)).id).not.toBe(id);
});
