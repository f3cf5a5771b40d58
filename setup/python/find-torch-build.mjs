import os from 'node:os';
import { findUnreachable } from '../explain-tool-failure.mjs';
import { torchCpuIndex } from '../pins.mjs';
import { noCpuBuild, noTorch, onlyCudaOffered } from './failures.mjs';
import { explainBuild, isAcceptable, readOffer } from './torch-build.mjs';

/**
 * Finds out what pip would take before anything large is fetched. Asked in turn, until a build is acceptable: the index
 * (the one that --torch-index names, else the configured one), its CPU build by name, then PyTorch's own CPU index.
 * `ask(requirement, pipArguments)` gives {report} or {tail}. Gives {requirement, pipArguments, offer, reason}.
 */
export async function findTorchBuild({ version, accelerator, options, ask, machine = thisMachine() }) {
  const named = options.torchIndex;
  const from = named ?? 'The package index';
  const wishes = { accelerator, allowCuda: options.allowCuda };
  const attempt = async (requirement, index, source) => {
    const pipArguments = index ? ['--index-url', index] : [];
    const { report, tail } = await ask(requirement, pipArguments);
    if (!report) return { tail };
    const offer = readOffer(report, machine);
    const build = { requirement, pipArguments, offer, reason: explainBuild(offer, { accelerator, source }) };
    return isAcceptable(offer, wishes) ? { build } : { offer };
  };
  const own = named ? 'named' : 'configured';
  const first = await attempt(`torch==${version}`, named, own);
  if (first.build) return first.build;
  if (!first.offer)
    throw noTorch({ version, from, detail: { unreachable: findUnreachable(first.tail), tail: first.tail } });
  const second = await attempt(`torch==${version}+cpu`, named, own);
  if (second.build) return second.build;
  if (named) throw onlyCudaOffered({ version, from });
  const third = await attempt(`torch==${version}+cpu`, torchCpuIndex, 'pytorch-cpu');
  if (third.build) return third.build;
  throw noCpuBuild({
    version,
    from,
    index: torchCpuIndex,
    detail: findUnreachable(third.tail) ?? 'none for this Python and platform',
  });
}

function thisMachine() {
  const system = { linux: 'Linux', darwin: 'Darwin', win32: 'Windows' }[process.platform];
  return { system, architecture: os.machine() };
}
