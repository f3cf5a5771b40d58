import { systemContract } from '#platform/auth/system.contract.ts';
import type { CommandModule } from '#platform/terminal/command.ts';

/** Commands about the installation itself. */
export const systemCommands: CommandModule = (program, cli) => {
  const system = () => cli.client(systemContract);

  program
    .command('status')
    .description('Where everything is and what runs')
    .action(async () =>
      cli.show(await system().status(), status =>
        [
          `Attune ${status.version}, up since ${status.startedAt.toLocaleString()}`,
          `  database  ${status.database}`,
          `  data      ${status.dataDirectory}`,
          `  process   ${describeProcess(status.process)}`,
          ...Object.entries(status.objects).map(([kind, count]) => `  ${kind.padEnd(8)}  ${count}`),
          ...status.waits.map(({ job, message, remedy }) => `  waiting   ${job}: ${message} ${remedy}`),
        ].join('\n'),
      ),
    );

  program
    .command('login-link')
    .description('A link that signs you in once, within fifteen minutes')
    .action(async () =>
      cli.show(
        await system().makeLoginLink({}),
        link => `${link.url}\n(good once, for ${link.minutes} minutes)`,
      ),
    );
};

type Health = { memoryBytes: number; lateMs: { max: number } };

const describeProcess = ({ memoryBytes, lateMs }: Health): string =>
  `${Math.round(memoryBytes / 1e6)} MB; answers were held up ${Math.round(lateMs.max)} ms at most in the last minute`;
