import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { kindOf, type RowKind } from '../records/payload.ts';
import { describeDiff } from './describe-diff.ts';
import { diffKinds, versionDiffContract } from './version-diff.contract.ts';
import { followWork } from '#platform/terminal/follow-work.ts';
import { type DatasetVersion, datasetContract } from './dataset.contract.ts';

/** `attune dataset …` */
export const datasetCommands: CommandModule = (program, cli) => {
  const command = program
    .command('dataset')
    .description('Data packed for training: a version never changes once it is frozen');
  const datasets = () => cli.client(datasetContract);

  command
    .command('list')
    .description('Datasets with their latest version')
    .action(async () => {
      const { items } = await datasets().list({ project: await cli.project(), limit: 500 });
      cli.show(items, rows =>
        table(
          ['DATASET', 'VERSION', 'STATE', 'ROWS', 'VERSION ID'],
          rows.map(({ name, latest }) => [name, latest?.n, latest?.state, latest?.facts?.rows, latest?.id]),
        ),
      );
    });

  command
    .command('freeze <name>')
    .description('Freeze the active records as the next version; the dataset is made where there is none')
    .option('--recipe <file>', 'YAML or JSON: split, seed, filters')
    .option('--seed <n>', 'seed of the split', Number)
    .action(async (name: string, { recipe, seed }) => {
      const project = await cli.project();
      const wish = recipe ? (parse(await readFile(recipe, 'utf8')) as object) : {};
      const { id } = await datasets().create({ project, name });
      const started = await datasets().freeze({
        project,
        id,
        recipe: { ...wish, ...(seed === undefined ? {} : { seed }) },
      });
      cli.show(await follow(cli, started), describe);
    });

  command
    .command('show <version-id>')
    .description('One version: rows by split and label, token lengths, files')
    .action(async (id: string) =>
      cli.show(await follow(cli, await datasets().version({ project: await cli.project(), id })), describe),
    );

  command
    .command('diff <version-id>')
    .description('How many rows were added, removed, changed or moved since another version')
    .option('--against <version-id>', 'the one before of the same dataset where absent')
    .option('--kind <kind>', `list the rows too: ${diffKinds.join(', ')}`)
    .option('--limit <n>', 'at most 500', Number, 20)
    .action(async (id: string, { kind, limit, ...against }) => {
      const diffs = cli.client(versionDiffContract);
      const wish = { project: await cli.project(), id, ...against };
      const rows = kind ? (await diffs.rows({ ...wish, kind, limit })).items : [];
      cli.show({ ...(await diffs.counts(wish)), rows }, describeDiff);
    });

  command
    .command('rows <version-id>')
    .description('Rows of a version')
    .option('--split <split>', 'train, validation or test')
    .option('--limit <n>', 'at most 500', Number, 20)
    .action(async (id: string, options) => {
      const { items } = await datasets().rows({ project: await cli.project(), id, ...options });
      cli.show(items, rows =>
        table(
          ['SPLIT', 'KIND', 'LABEL', 'RECORD', 'LAST TURN'],
          rows.map(row => [
            row.split,
            kindOf({ preference: row.preference ?? undefined }),
            row.label,
            row.recordId,
            row.messages.at(-1)!.content.replaceAll('\n', ' ').slice(0, 60),
          ]),
        ),
      );
    });
};

async function follow(cli: Cli, started: DatasetVersion): Promise<DatasetVersion> {
  const project = await cli.project();
  return followWork(cli, {
    started,
    read: () => cli.client(datasetContract).version({ project, id: started.id }),
    say: () => '  grouping, splitting and writing files',
    comeBack: `attune dataset show ${started.id}`,
  });
}

function describe({ dataset, n, id, digest, facts, files }: DatasetVersion): string {
  const { bySplit, byKind, byLabel, tokens, rows, groups } = facts!;
  const splitRow = (name: string, of: typeof bySplit) => [name, of.train, of.validation, of.test];
  return [
    `Dataset ${dataset}, version ${n} (${id})`,
    `  ${rows} rows in ${groups} groups; digest ${digest}`,
    `  about ${tokens.total} tokens; a row has ${tokens.row.median} in the middle, ${tokens.row.max} at most`,
    '',
    table(
      ['', 'TRAIN', 'VALIDATION', 'TEST'],
      [
        splitRow('all', bySplit),
        ...Object.entries(byKind).map(([kind, of]) => splitRow(kindNames[kind as RowKind], of)),
        ...Object.entries(byLabel).map(([label, of]) => splitRow(label || '(no label)', of)),
      ],
    ),
    '',
    table(['FILE', 'ARTIFACT'], Object.entries(files)),
  ].join('\n');
}

const kindNames: Record<RowKind, string> = {
  conversation: '· conversations',
  pair: '· pairs',
  judged: '· judged answers',
};
