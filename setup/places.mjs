import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Every path that set-up touches, absolute. Options win over the environment; the server reads the same variables. */
export function findPlaces(options, env) {
  const runtime = path.resolve(options.runtime ?? env.ATTUNE_RUNTIME ?? path.join(root, '.runtime'));
  const venv = path.join(runtime, 'python');
  return {
    root,
    data: path.resolve(options.data ?? env.ATTUNE_DATA ?? path.join(root, '.attune')),
    runtime,
    lock: path.join(runtime, 'setup.lock'),
    temporary: path.join(runtime, 'temporary'),
    downloads: path.join(runtime, 'downloads'),
    venv,
    python: path.join(venv, 'bin', 'python'),
    web: path.join(runtime, 'web'),
    models: path.join(runtime, 'models'),
    starterModel: path.join(runtime, 'models', 'smollm2-135m-instruct'),
    nodeModules: path.join(root, 'node_modules'),
    node: path.join(root, 'node_modules', '.bin', 'node'),
    engine: path.join(root, 'engine'),
    torchRequirement: path.join(root, 'engine', 'requirements', 'torch.txt'),
    packageLock: path.join(root, 'engine', 'requirements', 'lock.txt'),
  };
}
