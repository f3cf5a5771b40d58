import type { CommandModule } from '#platform/terminal/command.ts';
import { evalCommands } from './terminal/eval.commands.ts';
import { voteCommand } from './terminal/vote.command.ts';

export const evaluationCommands: CommandModule = (program, cli) => {
  evalCommands(program, cli);
  voteCommand(program, cli);
};
