import fs from 'node:fs';
import { checkSpace } from '../disk-space.mjs';
import { needBytes } from '../pins.mjs';
import { findAccelerator } from './find-accelerator.mjs';
import { findTorchBuild } from './find-torch-build.mjs';
import { followBytes } from './follow-pip.mjs';
import { askPip, runPip, runPython } from './run-pip.mjs';

/** torch at the version of engine/requirements/torch.txt, in the build that fits this machine: {version, kind, reason}. */
export async function installTorch(context, progress, before) {
  const { options, places } = context;
  const version = readVersion(places.torchRequirement);
  const installed = await findInstalled(context);
  if (installed?.split('+')[0] === version && !options.torchIndex)
    return before?.version === installed
      ? before
      : { version: installed, kind: 'in place', reason: 'the build that was in place' };
  progress.phase(`finding the build of torch ${version} that fits this machine`);
  const accelerator = await findAccelerator();
  const ask = (requirement, pipArguments) => askPip(context, requirement, pipArguments);
  const build = await findTorchBuild({ version, accelerator, options, ask });
  await install(context, progress, build);
  return { version: build.offer.version, kind: build.offer.kind, reason: build.reason };
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
