import { AttuneError } from '#platform/http/attune-error.ts';
import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { lineageContract } from './lineage.contract.ts';
import { printLineage } from './print-lineage.ts';

type Flags = { up?: boolean; down?: boolean; depth: string; of?: string; after?: string };

const examples = `
Name an object the way you know it:
  attune lineage run 3
  attune lineage dataset desk@2 --up
  attune lineage chatcmpl-0190…            the answer an application got
  attune lineage "house mail" --down       a source, model version or deployment by its name
  attune lineage desk@2 --up --of record   all of what the tree shows as a count`;

export const lineageCommands: CommandModule = (program, cli) => {
  program
    .command('lineage <object...>')
    .description('Where something came from, back to the person, and what came of it')
    .option('--up', 'only what it came from')
    .option('--down', 'only what came of it')
    .option('--depth <n>', 'how many steps to walk', '10')
    .option('--of <kind>', 'list all neighbours of this kind instead; with --up or --down')
    .option('--after <id>', 'with --of: go on after the page that ended so')
    .addHelpText('after', examples)
    .action(async (words: string[], flags: Flags) => {
      const object = { project: await cli.project(), kind: 'any', id: words.join(' ') };
      const lineage = cli.client(lineageContract);
      if (!flags.of) {
        const direction = flags.up === flags.down ? 'both' : flags.up ? 'up' : 'down';
        cli.show(await lineage.get({ ...object, direction, depth: Number(flags.depth) }), printLineage);
        return;
      }
      const page = { of: flags.of, after: flags.after, limit: 100 };
      const found = await lineage.list({ ...object, direction: oneDirection(flags), ...page });
      cli.show(found, ({ items, next }) =>
        [
          table(
            ['ID', 'NAME', ''],
            items.map(item => [item.id, item.name, item.detail]),
          ),
          ...(next ? [`More: add --after ${next}`] : []),
        ].join('\n'),
      );
    });
};

function oneDirection({ up, down }: Flags): 'up' | 'down' {
  if (Boolean(up) !== Boolean(down)) return up ? 'up' : 'down';
  throw new AttuneError('direction_needed', 'With --of it must be clear in which direction.', {
    remedy: 'Add --up (what it came from) or --down (what came of it).',
  });
}
