import type { CommandModule } from '#platform/terminal/command.ts';
import { cleaningCommands } from './cleaning/cleaning.commands.ts';
import { datasetCommands } from './datasets/dataset.commands.ts';
import { recordCommands } from './records/record.commands.ts';
import { importCommands } from './sources/import.commands.ts';
import { sourceCommands } from './sources/source.commands.ts';

export const dataCommands: CommandModule = (program, cli) => {
  for (const register of [sourceCommands, importCommands, recordCommands, cleaningCommands, datasetCommands])
    register(program, cli);
};
