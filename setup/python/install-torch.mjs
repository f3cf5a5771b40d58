import fs from 'node:fs';
import path from 'node:path';
import { checkSpace } from '../disk-space.mjs';
import { needBytes } from '../pins.mjs';
import { findStamp, writeStamp } from '../stamp.mjs';
import { findAccelerator } from './find-accelerator.mjs';
import { findTorchBuild } from './find-torch-build.mjs';
import { followBytes } from './follow-pip.mjs';
import { askPip, runPip, runPython } from './run-pip.mjs';

/** torch at the version of engine/requirements/torch.txt, in the build that fits this machine: {version, kind, reason}. */
export async function installTorch(context, progress) {
  const { options, places } = context;
  const version = readVersion(places.torchRequirement);
  const installed = await findInstalled(context);
  const stamp = path.join(places.venv, 'attune-torch.json');
  if (installed?.split('+')[0] === version && !options.torchIndex) return findBuild(stamp, installed);
  progress.phase(`finding the build of torch ${version} that fits this machine`);
  const accelerator = await findAccelerator();
  const ask = (requirement, pipArguments) => askPip(context, requirement, pipArguments);
  const build = await findTorchBuild({ version, accelerator, options, ask });
  await install(context, progress, build);
  const taken = { version: build.offer.version, kind: build.offer.kind, reason: build.reason };
  writeStamp(stamp, taken);
  return taken;
}

/** Why the build in place was taken; one that we did not install ourselves is kept as it is. */
function findBuild(stamp, installed) {
  const taken = findStamp(stamp);
  return taken?.version === installed
    ? taken
    : { version: installed, kind: 'found', reason: 'the build that was in place' };
}

async function install(context, progress, { requirement, pipArguments, offer, reason }) {
  progress.note(`torch ${offer.version}: ${reason}`);
  progress.phase(`torch ${offer.version}`);
  const common = ['install', '--progress-bar=raw', '--only-binary=:all:', ...pipArguments];
  if (offer.kind === 'cuda')
    checkSpace([{ dir: context.places.runtime, needBytes: needBytes.cudaLibraries }]);
  await runPip(context, [...common, '--force-reinstall', '--no-deps', requirement], followBytes(progress));
  if (offer.kind !== 'cuda') return;
  progress.phase("NVIDIA's libraries for torch");
  await runPip(context, [...common, ...offer.cudaLibraries], followBytes(progress));
}

const readVersion = file => /^torch==(\S+)/m.exec(fs.readFileSync(file, 'utf8'))[1];

async function findInstalled(context) {
  const { code, output } = await runPython(context, [
    '-c',
    'from importlib.metadata import version; print(version("torch"))',
  ]);
  return code === 0 ? output.trim() : undefined;
}
