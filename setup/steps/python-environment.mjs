import fs from 'node:fs';
import path from 'node:path';
import { needBytes } from '../pins.mjs';
import { importsFail } from '../python/failures.mjs';
import { followCount } from '../python/follow-pip.mjs';
import { installTorch } from '../python/install-torch.mjs';
import { findEnvironment, makeEnvironment } from '../python/make-environment.mjs';
import { runPip, runPython } from '../python/run-pip.mjs';
import { findStamp, hashSmallFile, stampMatches, writeStamp } from '../stamp.mjs';

export const name = 'python';
export const title = 'Python environment';

export function findNeeds({ places, options }) {
  const done = stampMatches(findStamp(stampFile(places)), findWanted(places, options));
  return done
    ? []
    : [{ dir: places.runtime, needBytes: Math.max(0, needBytes.pythonEnvironment - findGrown(places)) }];
}

/** torch first, in the build that fits the machine; then all else by hash; then a look whether it can be imported. */
export async function run(context, progress) {
  const { places, options } = context;
  const wanted = findWanted(places, options);
  const stamp = findStamp(stampFile(places));
  const inPlace = stampMatches(stamp, wanted) ? await findEnvironment(context) : undefined;
  if (inPlace?.python === stamp?.python && inPlace)
    return { reused: true, ...describe(stamp), summary: `${describe(stamp).summary}, in place` };
  const python = await makeEnvironment(context, progress);
  const torch = await installTorch(context, progress);
  await installPackages(context, progress);
  const packages = await tryImports(context, progress);
  const made = { ...wanted, python, torch, packages };
  writeStamp(stampFile(places), made);
  return { reused: false, ...describe(made) };
}

const stampFile = places => path.join(places.venv, 'attune-setup.json');

const findWanted = (places, options) => ({
  torchRequirement: hashSmallFile(places.torchRequirement),
  packageLock: hashSmallFile(places.packageLock),
  ...(options.torchIndex && { torchIndex: options.torchIndex }),
  ...(options.python && { askedPython: options.python }),
});

/** What an interrupted run has already put there is not needed again; a rough figure will do. */
const findGrown = places => (fs.existsSync(places.python) ? needBytes.pythonEnvironment / 2 : 0);

async function installPackages(context, progress) {
  const lock = context.places.packageLock;
  const total = fs.readFileSync(lock, 'utf8').match(/^[\w.-]+==/gm).length;
  progress.phase('packages of engine/requirements/lock.txt');
  const exactly = ['--require-hashes', '--no-deps', '--only-binary=:all:'];
  const args = ['install', '--progress-bar=raw', ...exactly, '-r', lock];
  await runPip(context, args, followCount(progress, total));
}

const imports = `
import torch, transformers, peft, tokenizers, safetensors, gguf
from importlib.metadata import distributions
print(len(list(distributions())))
`;

/** Gives the number of packages that the environment holds. */
async function tryImports(context, progress) {
  progress.phase('trying the imports');
  const { code, output, tail } = await runPython(context, ['-c', imports]);
  if (code !== 0) throw importsFail(tail.split('\n').slice(-6).join('\n'));
  return Number(output.trim().split('\n').at(-1));
}

function describe({ python, torch, packages }) {
  return {
    summary: `Python ${python}, torch ${torch.version} (${torch.reason}), ${packages} packages`,
    python,
    torch,
  };
}
