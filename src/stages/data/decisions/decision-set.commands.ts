import type { Command } from 'commander';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { table } from '#platform/terminal/format.ts';
import { followWork } from '#platform/terminal/follow-work.ts';
import { filterOptions, readFilter } from '../records/filter-options.ts';
import { type DecisionSet, decisionSetContract, setActions } from './decision-set.contract.ts';

/** `attune records decide …`: a person's word on every record of a query. */
export function decisionSetCommands(records: Command, cli: Cli): void {
  const sets = () => cli.client(decisionSetContract);

  filterOptions(records.command('decide <action>'))
    .description(`Decide on every record that the query meets: ${setActions.join(', ')}`)
    .requiredOption('--reason <text>', 'why; it stays with each record')
    .option('--id <ids...>', 'these records alone')
    .option('--all', 'every record of the project, where nothing else is said')
    .action(async (action: string, { reason, id, all, ...options }) => {
      const filter = { ...(await readFilter(cli, options)), ...(id ? { ids: id } : {}) };
      if (!all && Object.keys(filter).length === 0) throw needsQuery();
      const wish = { action: action as DecisionSet['action'], reason, filter };
      cli.show(await follow(cli, await sets().create({ project: await cli.project(), ...wish })), describe);
    });

  records
    .command('decisions')
    .description('What people decided on records, newest first')
    .action(async () => {
      const { items } = await sets().list({ project: await cli.project(), limit: 100 });
      cli.show(items, decisionTable);
    });

  records
    .command('undo <number>')
    .description('Take a whole decision back')
    .action(async (number: string) => {
      const { id } = await findSet(cli, number);
      cli.show(await follow(cli, await sets().revert({ project: await cli.project(), id })), describe);
    });
}

async function follow(cli: Cli, started: DecisionSet): Promise<DecisionSet> {
  const project = await cli.project();
  return followWork(cli, {
    started,
    read: () => cli.client(decisionSetContract).get({ project, id: started.id }),
    say: ({ state, done, undone, decided, total }) =>
      state === 'undoing' ? `  ${undone} of ${decided} taken back` : `  ${done} of ${total ?? '…'} records`,
    comeBack: 'attune records decisions',
  });
}

async function findSet(cli: Cli, number: string): Promise<DecisionSet> {
  const { items } = await cli.client(decisionSetContract).list({ project: await cli.project(), limit: 500 });
  const found = items.find(item => String(item.number) === number || item.id === number);
  if (found) return found;
  throw new AttuneError('not_found', `There is no decision ${number}.`, {
    status: 404,
    remedy: 'attune records decisions shows them.',
  });
}

const needsQuery = () =>
  new AttuneError('query_needed', 'Nothing says which records are meant.', {
    remedy: 'Name a filter (--text, --where, …) or --id; --all means every record of the project.',
  });

const describe = ({ number, action, reason, state, total, decided, undone }: DecisionSet) =>
  state === 'undone'
    ? `Decision ${number} is taken back: ${undone} records are as they were.`
    : [
        `Decision ${number}, ${action.replace('_', ' ')}: ${decided} of ${total} matching records changed (${reason})`,
        `  Take it back: attune records undo ${number}`,
      ].join('\n');

const decisionTable = (items: DecisionSet[]) =>
  table(
    ['DECISION', 'ACTION', 'STATE', 'MATCHED', 'CHANGED', 'BECAUSE'],
    items.map(({ number, action, state, total, decided, reason }) => [
      number,
      action,
      state,
      total,
      decided,
      reason,
    ]),
  );
