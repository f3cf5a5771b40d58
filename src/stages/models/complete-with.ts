import path from 'node:path';
import type { ChatMessage, Completion, LocalModel } from '#platform/engine/engine-port.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { BaseModel } from './bases/base.contract.ts';
import { getBaseModel } from './bases/base.queries.ts';
import { type AskOptions, askConnection } from './connections/ask-connection.ts';
import type { Sampling } from './models.tables.ts';
import { layOutAdapter } from './versions/lay-out-adapter.ts';
import type { ModelVersion } from './versions/model-version.contract.ts';
import { getModelVersion } from './versions/model-version.queries.ts';
import { filesForPython } from './versions/served-by.ts';

/** Which model answers. Without its own, a version takes the system prompt it was tuned with, the others an empty one. */
export type AnsweringModel = { kind: 'base' | 'version' | 'connection'; id: string; systemPrompt?: string };

/**
 * An answer of any model that Attune knows. A system message in `messages` wins over the model's system prompt; a local
 * model always gets one, if need be empty, as in training. Aborting ends the answer and gives what there is.
 */
export async function completeWith(
  services: Services,
  target: AnsweringModel,
  messages: readonly ChatMessage[],
  sampling: Sampling,
  options: AskOptions & { stop?: string[] } = {},
): Promise<Completion> {
  if (target.kind === 'connection')
    return askConnection(
      services,
      target.id,
      withSystem(messages, target.systemPrompt || null),
      sampling,
      options,
    );
  const { model, systemPrompt } = await findLocalModel(services, target.kind, target.id);
  const request = { model, messages: withSystem(messages, target.systemPrompt ?? systemPrompt), ...sampling };
  return services.engine.complete({ ...request, stop: options.stop }, options);
}

function withSystem(messages: readonly ChatMessage[], systemPrompt: string | null): ChatMessage[] {
  if (systemPrompt === null || messages[0]?.role === 'system') return [...messages];
  return [{ role: 'system', content: systemPrompt }, ...messages];
}

type Local = { model: LocalModel; systemPrompt: string };

async function findLocalModel(services: Services, kind: 'base' | 'version', id: string): Promise<Local> {
  if (kind === 'base')
    return { model: modelOfBase(services, await getBaseModel(services.db, id)), systemPrompt: '' };
  const version = await getModelVersion(services.db, null, id);
  return { model: await modelOfVersion(services, version), systemPrompt: version.systemPrompt };
}

function modelOfBase(services: Services, { path: folder, ggufPath, digest }: BaseModel): LocalModel {
  if (ggufPath) return { kind: 'llama.cpp', ggufPath: below(services, ggufPath), adapterPath: null };
  return { kind: 'python', basePath: below(services, folder), baseDigest: digest, adapterFolder: null };
}

async function modelOfVersion(services: Services, version: ModelVersion): Promise<LocalModel> {
  const { files, baseDigest } = version;
  const base = await getBaseModel(services.db, version.baseModelId);
  switch (version.servedBy) {
    case 'llama.cpp': {
      const pathOf = (file: string) => (files[file] ? services.store.pathOf(files[file]) : null);
      const ownPath = pathOf('model.gguf');
      if (ownPath) return { kind: 'llama.cpp', ggufPath: ownPath, adapterPath: null };
      return {
        kind: 'llama.cpp',
        ggufPath: below(services, base.ggufPath!),
        adapterPath: pathOf('adapter.gguf'),
      };
    }
    case 'python engine': {
      if (Object.keys(filesForPython(files)).length === 0) throw notServable(version.name);
      const adapterFolder = await layOutAdapter(services, files);
      return { kind: 'python', basePath: below(services, base.path), baseDigest, adapterFolder };
    }
  }
}

const below = ({ config }: Services, file: string): string => path.resolve(config.runtimeDir, file);

const notServable = (name: string): AttuneError =>
  new AttuneError('not_servable', `${name} holds no files that an engine here can load.`, {
    status: 409,
    remedy:
      'Tune it anew on a base of this installation, or serve it through a connection (vLLM, Ollama, llama.cpp).',
  });
