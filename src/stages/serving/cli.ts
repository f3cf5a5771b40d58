import type { CommandModule } from '#platform/terminal/command.ts';
import { chatCommand } from './terminal/chat.command.ts';
import { deployCommands } from './terminal/deploy.commands.ts';

export const servingCommands: CommandModule = (program, cli) => {
  deployCommands(program, cli);
  chatCommand(program, cli);
};
