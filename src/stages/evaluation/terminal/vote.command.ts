import type { Cli, CommandModule } from '#platform/terminal/command.ts';
import { voteContract } from '../voting/vote.contract.ts';
import { readKeys } from './read-keys.ts';
import { runVote, type VoteDoor, type VoteEnd } from './run-vote.ts';
import { voteMessages } from './vote.messages.ts';
import { createScreen } from './vote-screen.ts';

/** `attune vote 12`: the same keys as the page, from a terminal or from a pipe. */
export const voteCommand: CommandModule = (program, cli) => {
  program
    .command('vote <evaluation>')
    .description('Vote blind: two answers without their origin')
    .addHelpText(
      'after',
      `
Keys: 1 left, 2 right, 3 equally good, 4 both bad; the same digit again or Enter submits.
      s skip, z undo, p pause. Your place is kept; run it again to go on.
A script can vote too: printf '1\\n3\\n2\\n' | attune vote 12`,
    )
    .action(async (evaluation: string) => {
      const text = voteMessages[cli.language];
      const door = await openDoor(cli, evaluation);
      const screen = createScreen(cli.output, text, cli.json);
      const end = await runVote(door, readKeys(cli.input), screen, text, () => performance.now());
      screen.say('');
      cli.show(end, () => sayGoodbye(end, evaluation, cli.language));
      if (end.end === 'interrupted') process.exitCode = 130;
    });
};

async function openDoor(cli: Cli, evaluation: string): Promise<VoteDoor> {
  const votes = cli.client(voteContract);
  const reference = { project: await cli.project(), evaluation };
  return {
    next: () => votes.next(reference),
    undo: () => votes.undo(reference),
    cast: ballot => votes.cast({ ...reference, ...ballot }),
  };
}

function sayGoodbye({ end, progress }: VoteEnd, evaluation: string, language: Cli['language']): string {
  const text = voteMessages[language];
  switch (end) {
    case 'closed':
      return text.closed(evaluation);
    case 'done':
      return text.done(progress.voted);
    case 'paused':
    case 'interrupted':
      return text.paused(progress.voted, progress.of, evaluation);
  }
}
