import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '#platform/config/config.ts';
import { AttuneError } from '#platform/http/attune-error.ts';

/** Below these a base model may lie. Whoever registers one chooses a directory, not any file of the machine. */
export const modelRootsOf = ({ runtimeDir, dataDir, modelRoots }: Config): string[] => [
  path.join(runtimeDir, 'models'),
  path.join(dataDir, 'models'),
  ...modelRoots,
];

/** The real path of a directory below a root. What lies outside looks the same whether it exists or not. */
export async function resolveModelDirectory(directory: string, roots: readonly string[]): Promise<string> {
  const asked = path.resolve(directory);
  const real = await realpath(asked).catch(() => undefined);
  if (!(await liesBelow(real ?? asked, roots))) throw outside(asked, roots);
  const found = real === undefined ? undefined : await stat(real);
  if (!found?.isDirectory())
    throw unusable(asked, 'is no directory here', 'Name a directory of the machine that the server runs on.');
  return real!;
}

/** Its files by name. A link may point to another place below a root (the hub's cache is made of such), nowhere else. */
export async function listModelFiles(dir: string, roots: readonly string[]): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    const real = await realpath(path.join(dir, entry.name)).catch(() => undefined);
    if (real === undefined || !(await liesBelow(real, roots))) throw strayLink(dir, entry.name);
    const file = await stat(real);
    if (file.isDirectory()) continue;
    if (!file.isFile()) throw unusable(dir, `holds ${entry.name}, which is no file`, 'Take it out.');
    names.push(entry.name);
  }
  const unsafe = names.find(name => runsCode.test(name));
  if (unsafe) throw withCode(dir, unsafe);
  return names;
}

/** Pickles of every name that loaders know, and Python itself. */
const runsCode = /\.(bin|pt|pth|ckpt|pkl|pickle|joblib|npy|npz|py|pyc|so)$/i;

async function liesBelow(real: string, roots: readonly string[]): Promise<boolean> {
  for (const root of roots) {
    const base = await realpath(root).catch(() => undefined);
    if (base !== undefined && (real === base || real.startsWith(base + path.sep))) return true;
  }
  return false;
}

const outside = (dir: string, roots: readonly string[]) =>
  new AttuneError(
    'model_outside_roots',
    `${dir} lies outside of the directories that models may come from.`,
    {
      status: 403,
      fields: { path: dir, roots },
      remedy: `Put it below ${roots.join(' or ')}, or start the server with ATTUNE_MODEL_ROOTS naming its directory.`,
    },
  );

const strayLink = (dir: string, name: string) =>
  unusable(dir, `holds the link ${name}, which leads outside`, 'Copy the file itself into the directory.');

const withCode = (dir: string, name: string) =>
  /\.(py|pyc|so)$/i.test(name)
    ? unusable(
        dir,
        `brings code of its own (${name})`,
        'Attune never runs code that comes with a model. Use an architecture that transformers knows, and a copy without it.',
      )
    : unusable(
        dir,
        `holds a pickle (${name})`,
        'Loading a pickle runs code; use a copy of the model with safetensors alone.',
      );

export const unusable = (dir: string, what: string, remedy: string): AttuneError =>
  new AttuneError('model_directory_unusable', `${dir} ${what}.`, { remedy, fields: { path: dir } });
