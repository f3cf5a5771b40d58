import path from 'node:path';
import { readConfig } from '#platform/config/config.ts';
import type { CommandModule } from '#platform/terminal/command.ts';

/**
 * Commands that read and write the platform's own files: they run on the server's machine, not through the API. What
 * they need is loaded when they are called, for it is the half of the server.
 */
export const backupCommands: CommandModule = (program, cli) => {
  const work = () => import('./backup-work.ts');
  const config = () => {
    const { data } = program.opts<{ data?: string }>();
    return readConfig(data ? { dataDir: path.resolve(data) } : {});
  };
  program
    .command('backup <file>')
    .description('Everything into one file, while the server runs or not (on its machine, as its user)')
    .action(async (file: string) => (await work()).writeBackup(cli, file, config()));
  program
    .command('restore <file>')
    .description('A platform from a backup, into an empty data directory (and an empty DATABASE_URL)')
    .option('--check', 'only read the backup and compare every byte with its digests')
    .action(async (file: string, { check }: { check?: boolean }) => {
      const { showCheck, restore } = await work();
      return check ? showCheck(cli, file) : restore(cli, file, config());
    });
};
