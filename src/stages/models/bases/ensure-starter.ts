import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Services } from '#platform/http/services.ts';
import { insertBaseModel, type NewBaseModel, updateBaseFiles } from './base.queries.ts';

const fileSchema = z.object({ path: z.string(), digest: z.string() });

/** `model.json` as the engine's `import-gguf` leaves it; contract-fixtures/model.json. */
const manifestSchema = z.object({
  name: z.string(),
  architecture: z.string(),
  parameters: z.int(),
  context: z.int(),
  digest: z.string(),
  license: z.string(),
  files: z.object({ gguf: fileSchema.optional() }),
});

/** Registers what set-up put below `models/` in the runtime directory. Safe to call at every start. */
export async function ensureStarter(services: Services): Promise<void> {
  const modelsDir = path.join(services.config.runtimeDir, 'models');
  const names = await readdir(modelsDir).catch(() => []);
  for (const name of names) {
    const text = await readFile(path.join(modelsDir, name, 'model.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const base = describeStarter(name, text);
    if (!(await insertBaseModel(services.db, base))) await updateBaseFiles(services.db, base);
  }
}

/** What the file itself says badly or not at all: this one calls itself "Smollm2 135M 8k Lc100K Mix1 Ep2". */
const known: Record<string, { name: string; languages: string[] }> = {
  'smollm2-135m-instruct': { name: 'SmolLM2 135M Instruct', languages: ['en'] },
  'gemma3-270m': { name: 'Gemma 3 270M', languages: ['zh', 'en'] },
};

/** Paths stay relative to the runtime directory, so that it can be moved. */
export function describeStarter(directoryName: string, manifest: string): NewBaseModel {
  const model = manifestSchema.parse(JSON.parse(manifest));
  const dir = path.join('models', directoryName);
  const { gguf } = model.files;
  return {
    slug: directoryName,
    name: known[directoryName]?.name ?? model.name,
    path: dir,
    ggufPath: gguf ? path.join(dir, gguf.path) : null,
    digest: model.digest,
    ggufDigest: gguf?.digest ?? null,
    architecture: model.architecture,
    parameters: model.parameters,
    contextTokens: model.context,
    license: model.license,
    languages: known[directoryName]?.languages ?? [],
    origin: 'starter',
  };
}
