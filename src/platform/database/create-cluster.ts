import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { AttuneError } from '#platform/http/attune-error.ts';
import { syncDirectory } from '#platform/storage/durable-file.ts';
import type { PostgresHome } from './postgres-home.ts';

/** initdb into a directory beside, then rename: a kill on the first start leaves nothing half made. */
export async function createCluster(home: PostgresHome): Promise<void> {
  const parent = path.dirname(home.clusterDir);
  for (const name of fs.readdirSync(parent))
    if (name.startsWith('cluster.new-')) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  if (fs.existsSync(path.join(home.clusterDir, 'PG_VERSION'))) return;
  const fresh = path.join(parent, `cluster.new-${process.pid}`);
  const major = await serverMajor(home);
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const args = [
    '-D',
    fresh,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--data-checksums',
  ];
  await run(home, 'initdb', [...args, ...locale]);
  fs.renameSync(fresh, home.clusterDir);
  syncDirectory(parent);
}

async function serverMajor(home: PostgresHome): Promise<number> {
  return Number(/(\d+)/.exec(await run(home, 'postgres', ['--version']))?.[1]);
}

async function run(home: PostgresHome, program: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(
      path.join(home.binaries.binDir, program),
      args,
      spawnOptions(home),
    );
    return stdout;
  } catch (cause) {
    const text = String((cause as { stderr?: string }).stderr ?? cause);
    throw new AttuneError('postgres_failed', `${program} failed: ${text.trim().slice(-400)}`, {
      cause,
      remedy: /No space left/.test(text)
        ? 'Make room on the disk and start again.'
        : 'Look at the message above; or set DATABASE_URL.',
    });
  }
}

/** As whom, and where, the programs of PostgreSQL run. */
export const spawnOptions = (home: PostgresHome) => ({
  env: { ...process.env, ...home.binaries.env, LC_ALL: 'C' },
  cwd: '/',
  ...(home.owner ? { uid: home.owner.uid, gid: home.owner.gid } : {}),
});
