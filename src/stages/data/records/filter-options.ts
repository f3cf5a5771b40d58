import type { Command } from 'commander';
import type { Cli } from '#platform/terminal/command.ts';
import { findSourceId } from '../sources/find-source-id.ts';
import { signalNames } from './measured-signals.ts';
import { type RowKind, rowKinds } from './payload.ts';
import { recordStates } from './record.contract.ts';

type Options = {
  text?: string;
  state?: (typeof recordStates)[number];
  kind?: RowKind;
  label?: string;
  language?: string;
  source?: string;
  where?: string;
  decision?: string;
};

/** What picks records, the same for every command that lists or decides. */
export const filterOptions = (command: Command): Command =>
  command
    .option('--text <words>', 'words to find; two Chinese characters are enough')
    .option('--state <state>', recordStates.join(', '))
    .option('--kind <kind>', rowKinds.join(', '))
    .option('--label <label>', 'empty: those without one')
    .option('--language <code>')
    .option('--source <name>')
    .option('--where <conditions>', `such as length.tokens>=512; measured are ${signalNames.join(', ')}`)
    .option('--decision <operator.code>', 'a decision that holds, such as echo.echo or person.drop');

/** The same as the API takes it: a source by its id. */
export async function readFilter(cli: Cli, { source, ...filter }: Options) {
  return source ? { ...filter, source: await findSourceId(cli, source) } : filter;
}
