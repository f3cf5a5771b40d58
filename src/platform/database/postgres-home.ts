import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';
import { makeDirectoryDurably } from '#platform/storage/durable-file.ts';
import { findPostgresBinaries, type PostgresBinaries, usePackage } from './postgres-binaries.ts';

/** Where the cluster lives and as whom its server runs. `moved` says that it is not below the data directory, and why. */
export type PostgresHome = {
  clusterDir: string;
  socketDir: string;
  binaries: PostgresBinaries;
  owner: { uid: number; gid: number; name: string } | undefined;
  moved: string | undefined;
};

const longestSocketPath = 100;
const rootsHome = '/var/lib/attune';

/**
 * PostgreSQL refuses to run as root. Started by root it runs as an unprivileged user; where that user cannot reach the
 * data directory or the binaries (a clone below a directory only root may enter), both go below /var/lib/attune.
 */
export function findPostgresHome(dataDir: string): PostgresHome {
  const owner = findOwner();
  const below = path.join(dataDir, 'postgres');
  if (!owner) return home(below, findPostgresBinaries(path.join(below, 'lib')), undefined, undefined);
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const reachable = canReach(dataDir, owner);
  if (!reachable) makeRootsHome();
  const clusterHome = reachable ? below : path.join(rootsHome, shortHash(dataDir));
  const found = findPostgresBinaries(path.join(clusterHome, 'lib'));
  const binaries = canReach(found.binDir, owner) ? found : copyBinaries(found, owner);
  const moved = reachable
    ? undefined
    : `${dataDir} lies below a directory that only root may enter, and PostgreSQL does not run as root`;
  return home(clusterHome, binaries, owner, moved);
}

function home(
  dir: string,
  binaries: PostgresBinaries,
  owner: PostgresHome['owner'],
  moved: string | undefined,
): PostgresHome {
  const near = path.join(dir, 'run');
  const socketDir =
    near.length <= longestSocketPath ? near : path.join(os.tmpdir(), `attune-${shortHash(dir)}`);
  for (const each of [dir, socketDir]) {
    makeDirectoryDurably(each, 0o700);
    if (owner) fs.chownSync(each, owner.uid, owner.gid);
  }
  return { clusterDir: path.join(dir, 'cluster'), socketDir, binaries, owner, moved };
}

function findOwner(): PostgresHome['owner'] {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody'])
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g'), name };
    } catch {
      continue;
    }
  throw new AttuneError(
    'postgres_no_owner',
    'PostgreSQL does not run as root, and there is no unprivileged user to run it as.',
    {
      remedy: 'Create a user named postgres, start Attune as another user than root, or set DATABASE_URL.',
    },
  );
}

function makeRootsHome(): void {
  fs.mkdirSync(rootsHome, { recursive: true });
  fs.chmodSync(rootsHome, 0o755);
}

function canReach(target: string, owner: { uid: number; gid: number }): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', target], { uid: owner.uid, gid: owner.gid, cwd: '/' })
      .status === 0
  );
}

function copyBinaries(found: PostgresBinaries, owner: { uid: number; gid: number }): PostgresBinaries {
  if (!found.packageDir) return found;
  const version = JSON.parse(fs.readFileSync(path.join(found.packageDir, 'package.json'), 'utf8'))
    .version as string;
  const target = path.join(rootsHome, `postgresql-${version}`);
  makeRootsHome();
  if (!fs.existsSync(path.join(target, 'package.json'))) {
    const half = `${target}.${process.pid}`;
    fs.cpSync(found.packageDir, half, { recursive: true, verbatimSymlinks: true });
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(half, target);
  }
  const copied = usePackage(target, path.join(target, 'links'));
  if (!canReach(copied.binDir, owner))
    throw new AttuneError('postgres_unreachable', `The unprivileged user cannot enter ${target}.`, {
      remedy: 'Allow entering it (chmod o+x on its parents) or set DATABASE_URL.',
    });
  return { ...copied, origin: `${found.origin}, copied to ${target}` };
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
