import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { percent, table } from '#platform/terminal/format.ts';
import { followWork } from '#platform/terminal/follow-work.ts';
import { type CleaningRun, cleaningRunContract } from './cleaning-run.contract.ts';

/** `attune cleaning …` */
export const cleaningCommands: CommandModule = (program, cli) => {
  const command = program
    .command('cleaning')
    .description('Operators measure, thresholds decide; every decision has a reason and can be taken back');
  const runs = () => cli.client(cleaningRunContract);

  command
    .command('run')
    .description('Clean all records and look for duplicates')
    .option('--recipe <file>', 'YAML or JSON: operators and thresholds; defaults where absent')
    .action(async ({ recipe }) => {
      const wish = recipe ? (parse(await readFile(recipe, 'utf8')) as never) : undefined;
      cli.show(
        await follow(cli, await runs().create({ project: await cli.project(), recipe: wish })),
        describe,
      );
    });

  command
    .command('list')
    .description('Cleaning runs, newest first')
    .action(async () => {
      const { items } = await runs().list({ project: await cli.project(), limit: 100 });
      cli.show(items, rows =>
        table(
          ['CLEANING', 'STATE', 'RECORDS'],
          rows.map(row => [row.number, row.state, row.done]),
        ),
      );
    });

  command
    .command('show <number>')
    .description('What a run found, followed while it runs')
    .action(async (number: string) => cli.show(await follow(cli, await findRun(cli, number)), describe));

  command
    .command('decisions <number>')
    .description('Every decision of a run with its reason')
    .option('--operator <name>')
    .option('--action <action>', 'modify, drop, set_aside or flag')
    .option('--code <code>')
    .option('--limit <n>', 'at most 500', Number, 100)
    .action(async (number: string, filters) => {
      const { id } = await findRun(cli, number);
      const { items } = await runs().decisions({ project: await cli.project(), id, ...filters });
      cli.show(items, rows =>
        table(
          ['RECORD', 'QUESTION', 'ACTION', 'BECAUSE'],
          rows.map(row => [row.recordId, row.preview.slice(0, 32), row.action, row.reason]),
        ),
      );
    });

  command
    .command('clusters <number>')
    .description('Duplicates and contradictions')
    .option('--method <method>', 'normalised, near or contradiction')
    .action(async (number: string, { method }) => {
      const { id } = await findRun(cli, number);
      const { items } = await runs().clusters({ project: await cli.project(), id, method, limit: 500 });
      const rows = items.flatMap(cluster =>
        cluster.members.map(one => [
          cluster.method,
          one.recordId === cluster.representativeId ? '*' : '',
          percent(one.similarity),
          one.protectedBy,
          one.preview.slice(0, 60),
        ]),
      );
      cli.show(items, () => table(['METHOD', 'KEEP', 'ALIKE', 'DIFFERS IN', 'QUESTION'], rows));
    });
};

async function follow(cli: Cli, started: CleaningRun): Promise<CleaningRun> {
  const project = await cli.project();
  return followWork(cli, {
    started,
    read: () => cli.client(cleaningRunContract).get({ project, id: started.id }),
    say: now => `  ${now.done} of ${now.total} records cleaned`,
    comeBack: `attune cleaning show ${started.number}`,
  });
}

async function findRun(cli: Cli, number: string): Promise<CleaningRun> {
  const { items } = await cli.client(cleaningRunContract).list({ project: await cli.project(), limit: 500 });
  const found = items.find(item => String(item.number) === number || item.id === number);
  if (!found)
    throw new AttuneError('not_found', `There is no cleaning ${number}.`, {
      status: 404,
      remedy: 'attune cleaning list shows them.',
    });
  return found;
}

function describe({ number, state, counts }: CleaningRun): string {
  const entries = Object.entries(counts).sort(([left], [right]) => left.localeCompare(right));
  const states = entries.filter(([name]) => !name.includes('.'));
  const decisions = entries.filter(([name]) => name.includes('.'));
  return [
    `Cleaning ${number}: ${state}; ${states.map(([name, count]) => `${count} ${name.replace('_', ' ')}`).join(', ')}`,
    '',
    table(['DECISION', 'RECORDS'], decisions),
    '',
    `Each with its reason: attune cleaning decisions ${number}`,
  ].join('\n');
}
