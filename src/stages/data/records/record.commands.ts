import type { CommandModule } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { decisionSetCommands } from '../decisions/decision-set.commands.ts';
import { filterOptions, readFilter } from './filter-options.ts';
import { desirableOf, rejectedOf } from './payload.ts';
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
    ['ID', 'STATE', 'KIND', 'LABEL', 'LANG', 'QUESTION'],
    items.map(({ id, state, kind, label, language, preview }) => [
      id,
      state,
      kind,
      label,
      language,
      preview.slice(0, 60),
    ]),
  );

function describe(record: RecordDetail): string {
  const current = record.revisions.find(({ id }) => id === record.currentRevisionId)!;
  return [
    `Record ${record.id}: ${record.state}${record.label ? `, ${record.label}` : ''}`,
    ...turnsOf(current.payload).map(
      ([who, text]) => `  ${who.padEnd(9)} ${text.replaceAll('\n', `\n${' '.repeat(12)}`)}`,
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

/** Who says what; the answers of a preference by what people think of them. */
function turnsOf(row: RecordDetail['revisions'][number]['payload']): [who: string, text: string][] {
  const turns = row.messages.map(({ role, content }): [string, string] => [role, content]);
  const [rejected, desirable] = [rejectedOf(row), desirableOf(row)];
  if (rejected !== undefined)
    return [...turns.slice(0, -1), ['preferred', turns.at(-1)![1]], ['rejected', rejected]];
  if (desirable === undefined) return turns;
  return [...turns.slice(0, -1), [desirable ? 'wanted' : 'unwanted', turns.at(-1)![1]]];
}
