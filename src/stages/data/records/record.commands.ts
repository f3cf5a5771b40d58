import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { decisionSetCommands } from '../decisions/decision-set.commands.ts';
import { filterOptions, readFilter } from './filter-options.ts';
import { type RecordDetail, type RecordRow, recordContract } from './record.contract.ts';

/** `attune records …` */
export const recordCommands: CommandModule = (program, cli) => {
  const command = program.command('records').description('Conversations, and what cleaning made of them');
  const records = () => cli.client(recordContract);

  filterOptions(command.command('list').description('Records, newest first'))
    .option('--limit <n>', 'at most 500', Number, 30)
    .action(async ({ limit, ...options }) => {
      const filter = await readFilter(cli, options);
      const { items } = await records().list({ project: await cli.project(), ...filter, limit });
      cli.show(items, recordTable);
    });

  command
    .command('show <id>')
    .description('One record: its text, its revisions, every decision with its reason')
    .action(async (id: string) =>
      cli.show(await records().get({ project: await cli.project(), id }), describe),
    );

  command
    .command('revert <id> <decision>')
    .description('Take a decision back, now and for cleaning runs to come')
    .action(async (id: string, decisionId: string) => {
      const project = await cli.project();
      const { version } = await records().get({ project, id });
      cli.show(await records().revert({ project, id, decisionId, version }), describe);
    });
  decisionSetCommands(command, cli);
};

const recordTable = (items: RecordRow[]) =>
  table(
    ['ID', 'STATE', 'LABEL', 'LANG', 'QUESTION'],
    items.map(item => [item.id, item.state, item.label, item.language, item.preview.slice(0, 60)]),
  );

function describe(record: RecordDetail): string {
  const current = record.revisions.find(({ id }) => id === record.currentRevisionId)!;
  return [
    `Record ${record.id}: ${record.state}${record.label ? `, ${record.label}` : ''}`,
    ...current.payload.messages.map(
      ({ role, content }) => `  ${role.padEnd(9)} ${content.replaceAll('\n', `\n${' '.repeat(12)}`)}`,
    ),
    '',
    table(
      ['REVISION', 'MADE BY'],
      record.revisions.map(({ id, n, derivedBy }) => [id === current.id ? `${n} (current)` : n, derivedBy]),
    ),
    '',
    table(
      ['DECISION', 'OPERATOR', 'ACTION', 'BECAUSE'],
      record.decisions.map(one => [
        one.id,
        one.operator,
        one.revertedAt ? `${one.action} (taken back)` : one.action,
        one.reason,
      ]),
    ),
  ].join('\n');
}
