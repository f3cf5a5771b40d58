import type { CommandModule } from '#platform/terminal/command.ts';
import { feedbackCommand } from './terminal/feedback.commands.ts';
import { promoteCommand } from './terminal/promote.command.ts';

export const feedbackCommands: CommandModule = (program, cli) => {
  const feedback = program
    .command('feedback')
    .description('What people said of answers, and what becomes of it');
  feedbackCommand(feedback, cli);
  promoteCommand(feedback, cli);
};
