import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { NewBaseModel } from './base.queries.ts';
import { digestFile, digestWeights } from './digest-weights.ts';
import { listModelFiles, resolveModelDirectory, unusable } from './model-roots.ts';
import { countParameters } from './read-safetensors-header.ts';

const configSchema = z.object({
  architectures: z.array(z.string()).min(1),
  max_position_embeddings: z.int().positive().default(2048),
  auto_map: z.unknown().optional(),
});

export type FoundModel = Omit<NewBaseModel, 'license' | 'languages' | 'origin'>;

/**
 * Reads what a Hugging Face directory says of itself and digests its weights. It lies below one of the allowed roots,
 * links followed. Nothing of it is ever executed: a model that brings Python code or a pickle is refused.
 */
export async function inspectModelDirectory(
  directory: string,
  roots: readonly string[],
): Promise<FoundModel> {
  const dir = await resolveModelDirectory(directory, roots);
  const names = await listModelFiles(dir, roots);
  const config = await readModelConfig(dir, names);
  if (!names.includes('tokenizer.json'))
    throw unusable(
      dir,
      'has no tokenizer.json',
      'Use a base with a fast tokenizer, or convert its tokenizer once.',
    );
  const weights = names.filter(name => name.endsWith('.safetensors')).map(name => path.join(dir, name));
  if (weights.length === 0) throw unusable(dir, 'has no safetensors', 'Fetch the weights as safetensors.');
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
