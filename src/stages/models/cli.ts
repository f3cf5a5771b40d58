import type { CommandModule } from '#platform/terminal/command.ts';
import { connectionCommands } from './terminal/connection.commands.ts';
import { modelCommands } from './terminal/model.commands.ts';

export const modelsCommands: CommandModule = (program, cli) => {
  modelCommands(program, cli);
  connectionCommands(program, cli);
};
