import { writeFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EngineEvent, EnginePort } from '#platform/engine/engine-port.ts';
import { createTestServices } from '../../../../tests/database/test-services.ts';
import { insertBaseModel } from '../bases/base.queries.ts';
import { insertModelVersion, modelsRouter } from '../index.ts';

type Spec = { format: string; output: string; adapter: string } & Record<string, unknown>;
type Wish = { files?: Record<string, string>; answer?(spec: Spec, folder: string): Promise<void> };

/** A model version whose files exist, and an engine that writes one file and says what it was asked. */
export async function createTestExports({ files, answer }: Wish = {}) {
  const specs: Spec[] = [];
  const run: EnginePort['run'] = async (_command, [file], options) => {
    const [folder, spec] = [path.dirname(file!), JSON.parse(await readFile(file!, 'utf8')) as Spec];
    specs.push(spec);
    const said = (type: string, content: object) =>
      ({ seq: 1, time: new Date().toISOString(), type, ...content }) as EngineEvent;
    options?.onEvent?.(said('progress', { phase: 'weights', done: 1, total: 2 }));
    options?.onEvent?.(said('warning', { code: 'template_not_expressible', text: 'No Modelfile.' }));
    await answer?.(spec, folder);
    await mkdir(path.join(folder, spec.output), { recursive: true });
    await writeFile(path.join(folder, spec.output, 'model.bin'), `written as ${spec.format}`);
    return said('done', { files: [{ name: 'model.bin' }] });
  };
  const services = await createTestServices({ engine: { run } });
  const project = await services.newProject();
  const { digest } = await services.store.put('weights');
  const base = await insertBaseModel(services.db, {
    slug: 'base',
    name: 'Base',
    path: 'models/base',
    ggufPath: null,
    digest,
    ggufDigest: null,
    architecture: 'LlamaForCausalLM',
    parameters: 1,
    contextTokens: 512,
    license: 'none',
    languages: [],
    origin: 'local',
  });
  const version = await insertModelVersion(services.db, {
    projectId: project,
    name: 'desk-1',
    baseModelId: base!.id,
    baseDigest: digest,
    adapterDigest: digest,
    files: files ?? {
      'adapter_model.safetensors': digest,
      'adapter_config.json': digest,
      'adapter.gguf': digest,
    },
    templateDigest: digest,
    systemPrompt: 'As tuned.',
    sampling: { temperature: 0, topP: 1, maxTokens: 8, seed: null },
    runId: null,
  });
  const exports = services.callerOf(modelsRouter.exports);
  return { services, project, exports, versionId: version.id, specs, digest };
}
