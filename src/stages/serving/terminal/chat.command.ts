import { createInterface } from 'node:readline';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { createSseReader, readChatChunk } from '#stages/models/index.ts';
import { deploymentContract } from '../deployments/deployment.contract.ts';

type Message = { role: 'system' | 'user' | 'assistant'; content: string };
type Ask = { model: string; temperature?: number; max_tokens?: number };

export const chatCommand: CommandModule = (program, cli) => {
  program
    .command('chat [message...]')
    .description('Talk to a deployment or a base model: one message, or back and forth where none is given')
    .option('--deployment <name>', 'which deployment; the only one where absent')
    .option('--base <slug>', 'an untuned base model instead')
    .option('--system <text>', 'system message; that of the model where absent')
    .option('--temperature <number>', 'how free it speaks; that of the model where absent', Number)
    .option('--max-tokens <count>', 'longest answer', Number)
    .action(async (words: string[], options) => {
      const project = await cli.project();
      const name = options.base ?? options.deployment ?? (await findOnlyDeployment(cli, project));
      const ask: Ask = {
        model: `${project}/${name}`,
        temperature: options.temperature,
        max_tokens: options.maxTokens,
      };
      const messages: Message[] = options.system ? [{ role: 'system', content: options.system }] : [];
      if (words.length > 0)
        await answerOnce(cli, ask, [...messages, { role: 'user', content: words.join(' ') }]);
      else await converse(cli, ask, messages);
    });
};

async function answerOnce(cli: Cli, ask: Ask, messages: Message[]): Promise<void> {
  if (!cli.json) return void (await sayAnswer(cli, ask, messages));
  const response = await post(cli, { ...ask, messages });
  cli.show(await response.json(), () => '');
}

async function converse(cli: Cli, ask: Ask, messages: Message[]): Promise<void> {
  const lines = createInterface({ input: cli.input, terminal: false });
  cli.output.write(`${ask.model}; an empty line ends it\n> `);
  for await (const line of lines) {
    if (line.trim() === '') break;
    messages.push({ role: 'user', content: line });
    messages.push({ role: 'assistant', content: await sayAnswer(cli, ask, messages) });
    cli.output.write('> ');
  }
  lines.close();
}

/** Writes the answer as it comes. Gives it whole. */
async function sayAnswer(cli: Cli, ask: Ask, messages: Message[]): Promise<string> {
  const response = await post(cli, { ...ask, messages, stream: true });
  let text = '';
  const reader = createSseReader(data => {
    const chunk = readChatChunk(data);
    if (chunk?.error) throw new AttuneError('answer_broken_off', chunk.error);
    text += chunk?.text ?? '';
    cli.output.write(chunk?.text ?? '');
  });
  for await (const bytes of response.body!) reader.push(bytes);
  cli.output.write('\n');
  return text;
}

async function post(cli: Cli, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const response = await cli.fetch('/v1/chat/completions', {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  if (response.ok) return response;
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  throw new AttuneError(error.code, error.message, { status: response.status });
}

async function findOnlyDeployment(cli: Cli, project: string): Promise<string> {
  const { items } = await cli.client(deploymentContract).list({ project });
  if (items.length === 1) return items[0]!.name;
  throw new AttuneError(
    'deployment_needed',
    items.length === 0 ? 'There is no deployment yet.' : 'Which deployment?',
    {
      remedy: `Name one with --deployment (${items.map(each => each.name).join(', ') || 'attune deploy create'}), or a base with --base.`,
    },
  );
}
