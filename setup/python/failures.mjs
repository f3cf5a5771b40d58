import { exitCodes, SetupFailure } from '../failure.mjs';
import { registryUnreachable, toolFailed } from '../failures.mjs';

const missing = (code, what, todo) =>
  new SetupFailure(code, exitCodes.missingOnMachine, {
    what,
    safe: 'No Python environment was made or changed.',
    todo: [...todo, 'Or name another one: npm run setup -- --python /path/to/python3'],
  });

const install =
  'Install one, for instance: apt install python3 python3-venv · dnf install python3.12 · brew install python@3.12';
const text = version => version.join('.');

export const noPython = looked =>
  missing('no_python', `No Python 3.10 to 3.13 was found (looked for ${looked.join(', ')}).`, [install]);

export const pythonTooOld = ({ executable, version }) =>
  missing(
    'python_too_old',
    `The newest Python found is ${text(version)} (${executable}); the engine needs 3.10 to 3.13.`,
    [install],
  );

export const pythonTooNew = ({ executable, version }) =>
  missing(
    'python_too_new',
    `The Python found is ${text(version)} (${executable}); the engine is tested with 3.10 to 3.13.`,
    [install],
  );

export const noVenvModule = ({ executable, version }) =>
  missing(
    'no_venv_module',
    `Python ${text(version)} (${executable}) cannot make environments: its venv or ensurepip module is missing.`,
    [
      `Install it: apt install python${version.slice(0, 2).join('.')}-venv (Debian, Ubuntu), or the full python3 package of your system.`,
    ],
  );

export const onlyCudaOffered = ({ version, from }) =>
  new SetupFailure('only_cuda_offered', exitCodes.missingOnMachine, {
    what: `${from} offers torch ${version} as a CUDA build only (several GB), and no NVIDIA GPU was found here.`,
    todo: [
      'Name an index with CPU builds: npm run setup -- --torch-index URL',
      'Or take the CUDA build all the same: npm run setup -- --allow-cuda',
    ],
  });

export const noCpuBuild = ({ version, from, index, detail }) =>
  new SetupFailure('no_cpu_build', exitCodes.unreachable, {
    what: `${from} offers torch ${version} as a CUDA build only (several GB), no NVIDIA GPU was found here,\nand PyTorch's index of CPU builds (${index}) did not give one: ${detail}`,
    todo: [
      'Name an index with CPU builds that this machine reaches: npm run setup -- --torch-index URL',
      'Or take the CUDA build all the same: npm run setup -- --allow-cuda',
    ],
  });

export const noTorch = ({ version, from, detail }) =>
  detail.unreachable
    ? registryUnreachable('pip', detail.unreachable)
    : toolFailed(
        `pip, asked for torch ${version} at ${from},`,
        'no build for this Python and platform',
        detail.tail,
      );

export const importsFail = tail =>
  new SetupFailure('imports_fail', exitCodes.toolFailed, {
    what: `The Python environment was built, but the engine's packages cannot be imported:\n${tail}`,
    todo: ['Delete it and run the same command again: rm -r .runtime/python'],
  });
