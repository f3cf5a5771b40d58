import type { ApiKey } from '#platform/auth/key.contract.ts';
import { systemContract } from '#platform/auth/system.contract.ts';
import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';

/** API keys: of applications, and with --own the caller's. */
export const keyCommands: CommandModule = (program, cli) => {
  const keys = () => cli.client(systemContract).keys;
  const key = program.command('key').description('API keys of applications, and your own');

  key
    .command('list')
    .description('Keys in force')
    .option('--own', 'only your own')
    .action(async options => {
      const { items } = options.own ? await keys().own.list() : await keys().list();
      cli.show(items, keyTable);
    });

  key
    .command('create <name>')
    .description('A key limited to scopes, shown once')
    .option('--scopes <list>', 'comma-separated, for example chat,feedback.write')
    .option('--own', 'a key with your own rights instead of an application’s')
    .option('--days <n>', 'ends by itself after so many days')
    .action(async (name, options) => {
      const expiresInDays = options.days === undefined ? undefined : Number(options.days);
      const scopes = options.scopes?.split(',') as never[] | undefined;
      const made = options.own
        ? await keys().own.create({ name, expiresInDays, ...(scopes ? { scopes } : {}) })
        : await keys().create({ name, expiresInDays, project: await cli.project(), scopes: scopes ?? [] });
      cli.show(made, ({ key: text }) => `${text}\n(keep it: it is not shown again)`);
    });

  key
    .command('revoke <id>')
    .description('Ends a key at once')
    .option('--own', 'one of your own, for who is no admin')
    .action(async (id, options) =>
      cli.show(options.own ? await keys().own.revoke({ id }) : await keys().revoke({ id }), done =>
        done.revoked ? 'Revoked.' : 'It was not in force.',
      ),
    );
};

const keyTable = (keys: ApiKey[]) =>
  table(
    ['ID', 'NAME', 'BEGINS', 'SCOPES', 'LAST USED', 'ENDS'],
    keys.map(each => [
      each.id,
      each.name,
      each.prefix,
      each.scopes.join(','),
      each.lastUsedAt?.toLocaleString() ?? '-',
      each.expiresAt?.toLocaleString() ?? '-',
    ]),
  );
