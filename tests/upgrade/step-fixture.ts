import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrations } from '#apps/server/migrations.ts';
import { jobs } from '#apps/server/program.ts';
import { version } from '#apps/server/version.ts';
import { backUp } from '#platform/backup/back-up.ts';
import { restoreBackup } from '#platform/backup/restore-backup.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import { silentLog } from '#platform/logging/log.ts';

/**
 * `node tests/upgrade/step-fixture.ts 0016_list_indexes` makes the fixture of a state that no program ever ran on, because
 * two migrations came at once: the last fixture before it, brought up to it.
 */
const fixtures = path.join(import.meta.dirname, 'fixtures');
const last = process.argv[2]!;
if (!(last in migrations)) throw new Error(`there is no migration ${last}`);
const from = readdirSync(fixtures)
  .filter(name => name.endsWith('.tar') && path.parse(name).name < last)
  .sort()
  .at(-1)!;

const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-fixture-'));
chmodSync(folder, 0o755);
try {
  const config = { dataDir: path.join(folder, 'data'), databaseUrl: undefined, origin: 'http://127.0.0.1:1' };
  await restoreBackup({
    file: path.join(fixtures, from),
    config,
    migrations: Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= last)),
    log: silentLog,
    prepareQueues: async pool => {
      const queue = await startJobs(pool, silentLog);
      await queue.declare(jobs);
      await queue.stop();
    },
  });
  const file = path.join(folder, 'stepped.tar');
  await backUp({ config, file, program: version, operator: 'operator:fixture', log: silentLog });
  copyFileSync(file, path.join(fixtures, `${last}.tar`));
  console.log(`${from} brought up to ${last}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
