import fs from 'node:fs';
import path from 'node:path';
import { explainToolFailure } from '../explain-tool-failure.mjs';
import { toolFailed, toolMissing } from '../failures.mjs';
import { needBytes, nodeMajor } from '../pins.mjs';
import { runProgram } from '../run-program.mjs';
import { npmEnvironment } from '../tool-environment.mjs';

export const name = 'npm';
export const title = 'npm packages';

export const findNeeds = ({ places }) =>
  isInstalled(places) ? [] : [{ dir: places.root, needBytes: needBytes.npmPackages }];

/**
 * `npm ci` where node_modules does not agree with package-lock.json. Install scripts of packages stay off: the two that
 * are needed are run by name, so that nothing is ever compiled and no npm has to be told whom to trust.
 */
export async function run({ places, env }, progress) {
  const count = countForThisMachine(readLock(path.join(places.root, 'package-lock.json')));
  const reused = isInstalled(places);
  if (!reused) await install(places, env, progress, count);
  const version = (await findNodeVersion(places)) ?? (await linkNode(places, env, progress));
  return {
    reused,
    summary: `${count} packages, Node ${version}${reused ? ', in place' : ''}`,
    node: version,
  };
}

/** What npm noted in node_modules when it was done, against what package-lock.json asks for. */
export function agrees(installed, wanted) {
  const same = Object.entries(installed).every(([at, found]) => wanted[at]?.version === found.version);
  return (
    same && Object.entries(wanted).every(([at, entry]) => at === '' || installed[at] || isOptional(entry))
  );
}

const isOptional = entry => Boolean(entry.optional || entry.devOptional || entry.peer);

function isInstalled(places) {
  try {
    const installed = readLock(path.join(places.nodeModules, '.package-lock.json'));
    return agrees(installed, readLock(path.join(places.root, 'package-lock.json')));
  } catch {
    return false;
  }
}

function countForThisMachine(packages) {
  const fits = (allowed, value) =>
    !allowed || allowed.includes(value) || (allowed[0].startsWith('!') && !allowed.includes(`!${value}`));
  const { platform, arch } = process;
  return Object.entries(packages).filter(
    ([at, entry]) => at !== '' && fits(entry.os, platform) && fits(entry.cpu, arch),
  ).length;
}

const readLock = file => JSON.parse(fs.readFileSync(file, 'utf8')).packages;

async function install(places, env, progress, count) {
  progress.phase(`npm ci, ${count} packages`);
  const counting = setInterval(
    () => progress.amount(countPackages(places.nodeModules), count, 'packages'),
    500,
  );
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = await runProgram('npm', args, { cwd: places.root, env: npmEnvironment(env, places) });
  clearInterval(counting);
  if (result.missing)
    throw toolMissing(
      'npm',
      'Install npm (it comes with Node: nodejs.org or your system), then run the same command.',
    );
  if (result.code !== 0) throw explainToolFailure('npm', result, places.root);
}

function countPackages(dir) {
  if (!fs.existsSync(dir)) return 0;
  return fs
    .readdirSync(dir)
    .reduce(
      (sum, entry) => sum + (entry.startsWith('@') ? fs.readdirSync(path.join(dir, entry)).length : 1),
      0,
    );
}

/**
 * The package `node` fetches the binary of this platform by its install script, which is small and pinned. npm linked
 * no program of a name that was not there yet, so the link by which every `npm run` finds it is made here.
 */
async function linkNode(places, env, progress) {
  progress.phase(`Node ${nodeMajor}`);
  const cwd = path.join(places.nodeModules, 'node');
  const options = { cwd, env: npmEnvironment(env, places) };
  const result = await runProgram(process.execPath, ['installArchSpecificPackage.js'], options);
  if (result.code !== 0) throw explainToolFailure('npm', result, places.root);
  if (!fs.existsSync(places.node)) {
    fs.rmSync(places.node, { force: true });
    fs.symlinkSync(path.join('..', 'node', 'bin', 'node'), places.node);
  }
  const version = await findNodeVersion(places);
  if (version) return version;
  throw toolFailed(`The pinned Node (${places.node})`, 'no answer to --version', result.tail);
}

async function findNodeVersion(places) {
  const { code, output } = await runProgram(places.node, ['--version']);
  const version = output.trim().replace(/^v/, '');
  return code === 0 && version.startsWith(`${nodeMajor}.`) ? version : undefined;
}
