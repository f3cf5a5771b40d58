import { rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { inspectBases } from '#apps/server/inspect-bases.ts';
import { migrations } from '#apps/server/migrations.ts';
import { jobs } from '#apps/server/program.ts';
import { version } from '#apps/server/version.ts';
import { backUp } from '#platform/backup/back-up.ts';
import { checkBackup, restoreBackup, type RestoreStep } from '#platform/backup/restore-backup.ts';
import type { BackupProgress } from '#platform/backup/take-backup.ts';
import type { Config } from '#platform/config/config.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import { silentLog } from '#platform/logging/log.ts';
import type { Cli, Progress } from '#platform/terminal/command.ts';
import { bytes } from '#platform/terminal/format.ts';
import { backupMessages } from './backup-messages.ts';

/** The work behind `attune backup` and `attune restore`, with everything that only they need. */
export async function writeBackup(cli: Cli, file: string, config: Config): Promise<void> {
  const text = backupMessages[cli.language];
  const { progress } = cli;
  let isOurs = false;
  const onProgress: BackupProgress = ({ what, name, writtenBytes }) => {
    if (!isOurs) dropOnInterrupt(`${file}.part`);
    isOurs = true;
    progress.update(text.writing(what, name, bytes(writtenBytes)));
  };
  const operator = `operator:${userInfo().username}`;
  const done = await backUp({ config, file, program: version, operator, onProgress, log: silentLog });
  progress.done();
  cli.show(done, text.written);
}

/** Ctrl-C leaves nothing behind that the next backup would trip over. */
function dropOnInterrupt(half: string): void {
  process.once('SIGINT', () => {
    rmSync(half, { force: true });
    process.exit(130);
  });
}

export async function showCheck(cli: Cli, file: string): Promise<void> {
  const text = backupMessages[cli.language];
  const { progress } = cli;
  const { header, manifest } = await checkBackup({ file, migrations, onProgress: tell(cli, progress) });
  progress.done();
  cli.show({ ...header, members: manifest.members }, text.checked);
}

export async function restore(cli: Cli, file: string, config: Config): Promise<void> {
  const text = backupMessages[cli.language];
  const { progress } = cli;
  const done = await restoreBackup({
    file,
    config,
    migrations,
    log: silentLog,
    prepareQueues: async pool => {
      const queue = await startJobs(pool, silentLog);
      await queue.declare(jobs);
      await queue.stop();
    },
    inspect: db => inspectBases(db, config.runtimeDir),
    onProgress: tell(cli, progress),
  });
  progress.done();
  cli.show({ ...done, dataDirectory: config.dataDir }, text.restored);
}

const tell =
  (cli: Cli, progress: Progress) =>
  ({ what, name, doneBytes }: { what: RestoreStep; name: string; doneBytes: number }) =>
    progress.update(backupMessages[cli.language].restoring(what, name, bytes(doneBytes)));
