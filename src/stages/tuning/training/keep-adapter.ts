import path from 'node:path';
import type { EngineEvent } from '#platform/engine/engine-port.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { ArtifactStore } from '#platform/storage/artifact-store.ts';

export type KeptAdapter = { adapterDigest: string; files: Record<string, string> };

type Done = {
  adapter: { path: string; digest: string; files: [string, ...string[]] };
  gguf: { kind: 'lora' | 'model'; path: string; digest: string } | null;
};

/** By the name that `model_version.files` knows it by: beside the base's own GGUF file, or instead of it. */
const ggufNames = { lora: 'adapter.gguf', model: 'model.gguf' };

/** Puts what a run made into the artifact store, and checks that it is what the engine said it made. */
export async function keepAdapter(
  store: ArtifactStore,
  runDir: string,
  done: EngineEvent,
): Promise<KeptAdapter> {
  const { adapter, gguf } = done as unknown as Done;
  const put = async (file: string) => (await store.putFile(path.join(runDir, file))).digest;
  const files: Record<string, string> = {};
  for (const name of adapter.files) files[name] = await put(path.join(adapter.path, name));
  if (gguf) files[ggufNames[gguf.kind]] = await put(gguf.path);
  if (files[adapter.files[0]] !== adapter.digest || (gguf && files[ggufNames[gguf.kind]] !== gguf.digest))
    throw new AttuneError(
      'adapter_changed',
      'The adapter on the disk is not the one that the engine wrote.',
      {
        remedy: 'Resume the run: it writes its adapter again from the best checkpoint.',
      },
    );
  return { adapterDigest: adapter.digest, files };
}
