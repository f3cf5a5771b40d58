import path from 'node:path';
import type { EngineEvent } from '#platform/engine/engine-port.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { ArtifactStore } from '#platform/storage/artifact-store.ts';

export type KeptAdapter = { adapterDigest: string; files: Record<string, string> };

type Done = { adapter: { path: string; digest: string }; gguf: { path: string; digest: string } };

/** Puts what a run made into the artifact store, and checks that it is what the engine said it made. */
export async function keepAdapter(
  store: ArtifactStore,
  runDir: string,
  done: EngineEvent,
): Promise<KeptAdapter> {
  const { adapter, gguf } = done as unknown as Done;
  const put = async (file: string) => (await store.putFile(path.join(runDir, file))).digest;
  const files = {
    'adapter_model.safetensors': await put(path.join(adapter.path, 'adapter_model.safetensors')),
    'adapter_config.json': await put(path.join(adapter.path, 'adapter_config.json')),
    'adapter.gguf': await put(gguf.path),
  };
  if (files['adapter_model.safetensors'] !== adapter.digest || files['adapter.gguf'] !== gguf.digest)
    throw new AttuneError(
      'adapter_changed',
      'The adapter on the disk is not the one that the engine wrote.',
      {
        remedy: 'Resume the run: it writes its adapter again from the best checkpoint.',
      },
    );
  return { adapterDigest: adapter.digest, files };
}
