import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { NewBaseModel } from './base.queries.ts';
import { digestFile, digestWeights } from './digest-weights.ts';
import { countParameters } from './read-safetensors-header.ts';

const configSchema = z.object({
  architectures: z.array(z.string()).min(1),
  max_position_embeddings: z.int().positive().default(2048),
  auto_map: z.unknown().optional(),
});

export type FoundModel = Omit<NewBaseModel, 'license' | 'languages' | 'origin'>;

/**
 * Reads what a Hugging Face directory says of itself and digests its weights. Nothing of it is ever executed: a model
 * that needs its own Python code, or whose weights are pickles, is refused.
 */
export async function inspectModelDirectory(directory: string): Promise<FoundModel> {
  const dir = path.resolve(directory);
  const names = await readdir(dir).catch(cause => {
    throw unusable(dir, 'cannot be read', 'Name a directory of the machine that the server runs on.', cause);
  });
  const config = await readModelConfig(dir, names);
  if (!names.includes('tokenizer.json'))
    throw unusable(
      dir,
      'has no tokenizer.json',
      'Use a base with a fast tokenizer, or convert its tokenizer once.',
    );
  const weights = names.filter(name => name.endsWith('.safetensors')).map(name => path.join(dir, name));
  if (weights.length === 0) throw withoutSafetensors(dir, names);
  const gguf = names.find(name => name.endsWith('.gguf'));
  const parameters = await Promise.all(weights.map(countParameters));
  return {
    slug: path
      .basename(dir)
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-'),
    name: path.basename(dir),
    path: dir,
    ggufPath: gguf ? path.join(dir, gguf) : null,
    digest: await digestWeights(weights),
    ggufDigest: gguf ? await digestFile(path.join(dir, gguf)) : null,
    architecture: config.architectures[0]!,
    parameters: parameters.reduce((sum, count) => sum + count, 0),
    contextTokens: config.max_position_embeddings,
  };
}

async function readModelConfig(dir: string, names: string[]) {
  if (!names.includes('config.json'))
    throw unusable(dir, 'has no config.json', 'Name the directory that holds the model itself.');
  const parsed = configSchema.safeParse(parseJson(await readFile(path.join(dir, 'config.json'), 'utf8')));
  if (!parsed.success)
    throw unusable(
      dir,
      `has a config.json without ${z.prettifyError(parsed.error)}`,
      'Fetch the model again.',
    );
  if (parsed.data.auto_map !== undefined)
    throw unusable(
      dir,
      'needs Python code of its own (auto_map)',
      'Attune never runs code that comes with a model; use an architecture that transformers knows.',
    );
  return parsed.data;
}

function withoutSafetensors(dir: string, names: string[]): AttuneError {
  const pickle = names.find(name => /\.(bin|pt|pth|ckpt)$/.test(name));
  return pickle
    ? unusable(
        dir,
        `has its weights as a pickle (${pickle})`,
        'Loading a pickle runs code; use a safetensors copy of the model.',
      )
    : unusable(dir, 'has no safetensors', 'Fetch the weights as safetensors.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unusable = (dir: string, what: string, remedy: string, cause?: unknown): AttuneError =>
  new AttuneError('model_directory_unusable', `${dir} ${what}.`, { remedy, fields: { path: dir }, cause });
