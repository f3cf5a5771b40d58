const cudaParts = /^(nvidia-|cuda-|triton\b)/;

/**
 * Which build pip would take, out of its `--report` (pip's installation report, version 1):
 * {version, kind: 'cpu' | 'cuda' | 'rocm' | 'xpu', cudaLibraries: requirement strings that a CUDA build needs beside it}.
 * The local part of the version tells (`2.13.0+cpu`, `+cu130`); without one, a build that requires NVIDIA's libraries is CUDA.
 */
export function readOffer(report, machine) {
  const metadata = report.install.find(({ metadata: { name } }) => name.toLowerCase() === 'torch').metadata;
  const cudaLibraries = (metadata.requires_dist ?? []).filter(
    line => cudaParts.test(line) && applies(line, machine),
  );
  return { version: metadata.version, kind: findKind(metadata.version, cudaLibraries), cudaLibraries };
}

/** pip's words for the machine: {system: 'Linux' | 'Darwin' | 'Windows', architecture: 'x86_64' | 'aarch64' | 'arm64'}. */
function applies(requirement, machine) {
  if (/\bextra\s*==/.test(requirement)) return false;
  const asks = (variable, value) => {
    const match = new RegExp(`${variable}\\s*==\\s*["'](\\w+)["']`).exec(requirement);
    return !match || match[1] === value;
  };
  return asks('platform_system', machine.system) && asks('platform_machine', machine.architecture);
}

function findKind(version, cudaLibraries) {
  const local = version.split('+')[1] ?? '';
  if (local.startsWith('cpu')) return 'cpu';
  if (/^cu\d/.test(local)) return 'cuda';
  if (local.startsWith('rocm')) return 'rocm';
  if (local.startsWith('xpu')) return 'xpu';
  return cudaLibraries.length > 0 ? 'cuda' : 'cpu';
}

/** A CUDA build is several GB: taken only for a GPU, or when asked for. */
export const isAcceptable = (offer, { accelerator, allowCuda }) =>
  offer.kind !== 'cuda' || Boolean(accelerator) || Boolean(allowCuda);

/** Why this build, in words for the report. `source`: 'configured' | 'named' | 'pytorch-cpu'. */
export function explainBuild(offer, { accelerator, source }) {
  if (offer.kind === 'cuda')
    return accelerator
      ? `CUDA build, for the ${accelerator} here`
      : 'CUDA build without a GPU here, as --allow-cuda asked';
  const names = { cpu: 'CPU build', rocm: 'ROCm build', xpu: 'XPU build' };
  if (accelerator)
    return `${names[offer.kind]}, the only one offered, although there is an ${accelerator}: --torch-index names another index`;
  const why = offer.kind === 'cpu' ? ': no NVIDIA GPU here' : '';
  const from = {
    configured: '',
    named: ', from the index that --torch-index names',
    'pytorch-cpu': ", from PyTorch's CPU index",
  };
  return `${names[offer.kind]}${why}${from[source]}`;
}
