import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { ensureStarter, modelsRouter } from '../index.ts';
import { digestWeights } from './digest-weights.ts';
import { inspectModelDirectory } from './inspect-model-directory.ts';

const starterDir = path.resolve('.runtime/models/smollm2-135m-instruct');
let services: TestServices;
let dir: string;
const roots = [tmpdir()];

beforeAll(async () => {
  if (!existsSync(starterDir)) throw new Error(`${starterDir} is missing: npm run setup`);
  services = await createTestServices();
});
afterEach(() => dir && rmSync(dir, { recursive: true, force: true }));

/** A directory with tiny files of the given names. */
function makeModel(files: Record<string, string | Buffer>): string {
  dir = mkdtempSync(path.join(tmpdir(), 'attune-model-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(dir, name), content);
  return dir;
}

function safetensors(...shapes: number[][]): Buffer {
  const tensors = shapes.map((shape, i) => [`t${i}`, { dtype: 'F32', shape, data_offsets: [0, 0] }]);
  const header = Buffer.from(JSON.stringify({ __metadata__: {}, ...Object.fromEntries(tensors) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

const config = JSON.stringify({ architectures: ['LlamaForCausalLM'], max_position_embeddings: 4096 });
const whole = {
  'config.json': config,
  'tokenizer.json': '{}',
  'model.safetensors': safetensors([2, 3], [4]),
};

describe('a directory as a base model', () => {
  test('is read from its own files', async () => {
    const found = await inspectModelDirectory(makeModel(whole), roots);
    expect(found).toMatchObject({
      architecture: 'LlamaForCausalLM',
      contextTokens: 4096,
      parameters: 10,
      ggufPath: null,
      path: dir,
    });
  });

  test.each([
    ['has no config.json', { 'config.json': undefined }],
    ['auto_map', { 'config.json': JSON.stringify({ architectures: ['Own'], auto_map: {} }) }],
    ['has no tokenizer.json', { 'tokenizer.json': undefined }],
    ['holds a pickle', { 'model.safetensors': undefined, 'pytorch_model.bin': 'x' }],
    ['holds a pickle', { 'training_args.bin': 'x' }],
    ['code of its own', { 'modeling_own.py': 'x' }],
    ['has no safetensors', { 'model.safetensors': undefined }],
    ['no whole safetensors', { 'model.safetensors': 'torn' }],
  ])('that %s is refused with a remedy', async (reason, change: Record<string, string | undefined>) => {
    const files = Object.entries({ ...whole, ...change }).filter(([, content]) => content !== undefined);
    const refused = inspectModelDirectory(
      makeModel(Object.fromEntries(files) as Record<string, string>),
      roots,
    );
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(reason),
      remedy: expect.any(String),
    });
  });

  test('lies below an allowed root, links followed', async () => {
    const at = makeModel({ ...whole, 'secret.json': '{}' });
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'attune-root-'));
    const own = path.join(at, 'inner');
    mkdirSync(own);
    for (const name of Object.keys(whole)) symlinkSync(path.join(at, name), path.join(own, name));
    try {
      symlinkSync(at, path.join(elsewhere, 'link'));
      for (const asked of [
        path.join(elsewhere, 'link'),
        `${elsewhere}/../${path.basename(at)}`,
        '/etc',
        '/no/such',
      ])
        await expect(inspectModelDirectory(asked, [elsewhere])).rejects.toMatchObject({
          code: 'model_outside_roots',
          remedy: expect.stringContaining('ATTUNE_MODEL_ROOTS'),
        });
      await expect(inspectModelDirectory(own, [own])).rejects.toMatchObject({
        message: expect.stringContaining('leads outside'),
      });
      expect(await inspectModelDirectory(own, [at])).toMatchObject({ parameters: 10 });
      await expect(inspectModelDirectory(path.join(at, 'absent'), [at])).rejects.toMatchObject({
        code: 'model_directory_unusable',
      });
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test('in shards has the digest that the engine gives it', async () => {
    const at = makeModel({ 'b.safetensors': 'two', 'a.safetensors': 'one' });
    const files = ['b.safetensors', 'a.safetensors'].map(name => path.join(at, name));
    // sha256 of "sha256(one)  a.safetensors\nsha256(two)  b.safetensors\n"
    expect(await digestWeights(files)).toBe(
      '52c093303a4935fbd3ce80f15eea5e967b440566a84232e5e413c324bbfd5aae',
    );
  });
});

describe('the starter', () => {
  test('is registered once however often the server starts, by the digest of its weights', async () => {
    await ensureStarter(services);
    await ensureStarter(services);
    const { items } = await services.callerOf(modelsRouter).bases.list();
    const starters = items.filter(each => each.slug === 'smollm2-135m-instruct');
    expect(starters).toHaveLength(1);
    expect(starters[0]).toMatchObject({
      slug: 'smollm2-135m-instruct',
      origin: 'starter',
      path: 'models/smollm2-135m-instruct',
      ggufPath: 'models/smollm2-135m-instruct/base.gguf',
      parameters: 134_515_008,
      contextTokens: 8192,
      languages: ['en'],
    });
    expect((await inspectModelDirectory(starterDir, [path.resolve('.runtime/models')])).digest).toBe(
      starters[0]!.digest,
    );
  });

  test('gives its slug to nobody else', async () => {
    const again = services
      .callerOf(modelsRouter)
      .bases.register({ path: makeModel(whole), slug: 'smollm2-135m-instruct' });
    await expect(again).rejects.toMatchObject({ code: 'slug_taken' });
  });

  test('and what set-up fetched is added by its name, however often; one that is not there says how to fetch it', async () => {
    const { register } = services.callerOf(modelsRouter).bases;
    const added = await register({ path: 'smollm2-135m-instruct' });
    expect(await register({ path: 'smollm2-135m-instruct' })).toEqual(added);
    await expect(register({ path: 'gemma9-1t' })).rejects.toMatchObject({
      code: 'base_not_fetched',
      remedy: expect.stringContaining('npm run setup -- --model gemma9-1t'),
    });
  });
});
