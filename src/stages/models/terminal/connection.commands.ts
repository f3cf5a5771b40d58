import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { type Connection, connectionContract } from '../connections/connection.contract.ts';

export const connectionCommands: CommandModule = (program, cli) => {
  const connection = program
    .command('connection')
    .description('Remote models behind OpenAI-compatible endpoints: vLLM, Ollama, llama.cpp, providers');
  const client = () => cli.client(connectionContract);

  connection
    .command('list')
    .description('Connections of the project')
    .action(async () => {
      const { items } = await client().list({ project: await cli.project() });
      cli.show(items, rows => table(['NAME', 'MODEL', 'ADDRESS', 'SECRET'], rows.map(row)));
    });

  connection
    .command('add <name>')
    .description('Connect a remote model')
    .requiredOption('--address <url>', 'up to and including /v1')
    .requiredOption('--model <model>', 'the name that the other side knows it by')
    .option('--secret-stdin', 'read the secret from standard input, so that it stands in no command line')
    .action(async (name, options) => {
      const secret = options.secretStdin ? await readLine(cli) : null;
      const wish = {
        project: await cli.project(),
        name,
        baseUrl: options.address,
        model: options.model,
        secret,
      };
      cli.show(
        await client().create(wish),
        made => `${made.name} is there. Next: attune connection test ${made.name}`,
      );
    });

  connection
    .command('test <name>')
    .description('Ask it for one word')
    .action(async name => {
      const project = await cli.project();
      const { id } = await findByName(cli, project, name);
      const check = await client().check({ project, id });
      if (!check.ok)
        throw new AttuneError('connection_failed', check.message, {
          remedy: 'Check address, model name and secret.',
        });
      cli.show(check, ({ latencyMs, message }) => `${name} answered in ${latencyMs} ms: ${message}`);
    });

  connection
    .command('remove <name>')
    .description('End a connection and forget its secret')
    .action(async name => {
      const project = await cli.project();
      const { id } = await findByName(cli, project, name);
      cli.show(await client().remove({ project, id }), () => `${name} is ended.`);
    });
};

const row = (each: Connection) => [each.name, each.model, each.baseUrl, each.hasSecret ? 'yes' : 'no'];

async function findByName(cli: Cli, project: string, name: string): Promise<Connection> {
  const { items } = await cli.client(connectionContract).list({ project });
  const found = items.find(each => each.name === name || each.id === name);
  if (found) return found;
  throw new AttuneError('not_found', `There is no connection "${name}".`, {
    status: 404,
    remedy: 'attune connection list shows those there are.',
  });
}

async function readLine(cli: Cli): Promise<string> {
  let text = '';
  for await (const chunk of cli.input) text += String(chunk);
  return text.trim();
}
