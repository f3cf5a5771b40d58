import { systemContract } from '#platform/auth/system.contract.ts';
import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';

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
          ...Object.entries(status.objects).map(([kind, count]) => `  ${kind.padEnd(8)}  ${count}`),
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

  const key = program.command('key').description('API keys of applications');
  key
    .command('list')
    .description('Keys in force')
    .action(async () => {
      const { items } = await system().keys.list();
      cli.show(items, keys =>
        table(
          ['ID', 'NAME', 'BEGINS', 'SCOPES'],
          keys.map(k => [k.id, k.name, k.prefix, k.scopes.join(',')]),
        ),
      );
    });
  key
    .command('create <name>')
    .description('A key limited to scopes, shown once')
    .requiredOption('--scopes <list>', 'comma-separated, for example chat,feedback.write')
    .action(async (name, options) => {
      const project = await cli.project();
      const scopes = options.scopes.split(',') as never[];
      cli.show(
        await system().keys.create({ name, project, scopes }),
        made => `${made.key}\n(keep it: it is not shown again)`,
      );
    });
  key
    .command('revoke <id>')
    .description('Ends a key at once')
    .action(async id =>
      cli.show(await system().keys.revoke({ id }), done =>
        done.revoked ? 'Revoked.' : 'It was not in force.',
      ),
    );
};
