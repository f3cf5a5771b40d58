import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainToolFailure } from '../explain-tool-failure.mjs';
import { pip } from '../pins.mjs';
import { runProgram } from '../run-program.mjs';
import { pythonEnvironment } from '../tool-environment.mjs';
import { choosePython, isInRange } from './choose-python.mjs';
import { findPythons } from './find-pythons.mjs';
import { runPip, runPython } from './run-pip.mjs';

const dropTornPackages = fileURLToPath(new URL('drop_torn_packages.py', import.meta.url));

/** An environment with our pip in it: the one in place where it works, else a new one. Gives Python's version. */
export async function makeEnvironment(context, progress) {
  const { options, env } = context;
  const inPlace = await findEnvironment(context);
  if (inPlace && !options.python) {
    progress.phase(`going on with the environment in place (Python ${inPlace.python})`);
    await runPython(context, [dropTornPackages], {
      onErrorLine: () => {},
      onLine: name => progress.note(`torn: ${name}, is installed again`),
    });
  } else {
    const chosen = choosePython(await findPythons(options.python, pythonEnvironment(env)), options.python);
    progress.phase(`making the environment with Python ${chosen.version.join('.')} (${chosen.executable})`);
    await create(chosen.executable, context);
  }
  const made = await findEnvironment(context);
  if (made.pip !== pip.version) await installPip(context, progress);
  return made.python;
}

/** {python, pip} versions of the environment in place, or undefined where there is none that works. */
export async function findEnvironment(context) {
  if (!fs.existsSync(context.places.python)) return undefined;
  const code = 'import sys, pip; print(".".join(map(str, sys.version_info[:3])), pip.__version__)';
  const answer = await runPython(context, ['-c', code]);
  const [python, pipVersion] = answer.output.trim().split(' ');
  const usable = answer.code === 0 && isInRange(python.split('.').map(Number));
  return usable ? { python, pip: pipVersion } : undefined;
}

async function create(executable, { places, env }) {
  const result = await runProgram(executable, ['-m', 'venv', '--clear', places.venv], {
    env: pythonEnvironment(env),
  });
  if (result.code !== 0) throw explainToolFailure('python -m venv', result, places.runtime);
}

async function installPip(context, progress) {
  progress.phase(`pip ${pip.version}`);
  const requirement = path.join(context.places.temporary, 'pip.txt');
  fs.mkdirSync(context.places.temporary, { recursive: true });
  fs.writeFileSync(requirement, `pip==${pip.version} --hash=sha256:${pip.sha256}\n`);
  await runPip(context, ['install', '--quiet', '--require-hashes', '--no-deps', '-r', requirement]);
}
