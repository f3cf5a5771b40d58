import path from 'node:path';
import type { ChatMessage, Completion, LocalModel } from '#platform/engine/engine-port.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { getBaseModel } from './bases/base.queries.ts';
import { type AskOptions, askConnection } from './connections/ask-connection.ts';
import type { Sampling } from './models.tables.ts';
import { getModelVersion } from './versions/model-version.queries.ts';

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
    return { model: { ggufPath: await ggufOf(services, id), adapterPath: null }, systemPrompt: '' };
  const { baseModelId, files, systemPrompt, name } = await getModelVersion(services.db, null, id);
  const pathOf = (file: string) => (files[file] ? services.store.pathOf(files[file]) : undefined);
  const [adapterPath, ownPath] = [pathOf('adapter.gguf'), pathOf('model.gguf')];
  if (ownPath) return { model: { ggufPath: ownPath, adapterPath: null }, systemPrompt };
  if (adapterPath)
    return { model: { ggufPath: await ggufOf(services, baseModelId), adapterPath }, systemPrompt };
  throw notServable(name, 'has neither an adapter.gguf nor a model.gguf', 'Export it for llama.cpp first.');
}

async function ggufOf(services: Services, baseModelId: string): Promise<string> {
  const { name, ggufPath } = await getBaseModel(services.db, baseModelId);
  if (!ggufPath)
    throw notServable(
      name,
      'has no GGUF file',
      'Put one beside its weights and register it again, or serve it through a connection (vLLM, Ollama, llama.cpp).',
    );
  return path.resolve(services.config.runtimeDir, ggufPath);
}

const notServable = (name: string, what: string, remedy: string): AttuneError =>
  new AttuneError('not_servable', `${name} ${what}, so the built-in inference cannot answer with it.`, {
    status: 409,
    remedy,
  });
