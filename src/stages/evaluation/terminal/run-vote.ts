import type { Turn, VoteVerdict } from '../voting/vote.contract.ts';
import { type Key, pressKey } from './press-key.ts';
import type { VoteMessages } from './vote.messages.ts';
import type { VoteScreen } from './vote-screen.ts';

/** The server's side of a vote, for one evaluation. */
export type VoteDoor = {
  next(): Promise<Turn>;
  cast(ballot: {
    token: string;
    verdict: VoteVerdict;
    dwellMs: number;
  }): Promise<{ isClosed: boolean; progress: Turn['progress'] }>;
  undo(): Promise<Turn>;
};

export type VoteEnd = { end: 'done' | 'closed' | 'paused' | 'interrupted'; progress: Turn['progress'] };

/** Shows pairs and turns keys into votes until there is nothing left, the rater pauses, or the keys end. */
export async function runVote(
  door: VoteDoor,
  keys: AsyncIterable<Key>,
  screen: VoteScreen,
  text: VoteMessages,
  nowMs: () => number,
): Promise<VoteEnd> {
  let turn = await door.next();
  let chosen: VoteVerdict | undefined;
  let shownAt = nowMs();
  const show = (next: Turn): void => {
    [turn, chosen, shownAt] = [next, undefined, nowMs()];
    if (turn.pair) screen.show(turn);
  };
  show(turn);
  if (!turn.pair) return { end: 'done', progress: turn.progress };
  for await (const key of keys) {
    const press = pressKey(chosen, key);
    switch (press.action) {
      case 'choose':
        chosen = press.chosen;
        screen.choose(chosen);
        break;
      case 'unchoose':
        chosen = undefined;
        screen.choose(chosen);
        break;
      case 'submit': {
        const ballot = {
          token: turn.pair!.token,
          verdict: press.verdict,
          dwellMs: Math.round(nowMs() - shownAt),
        };
        const receipt = await door.cast(ballot);
        screen.say(text.recorded(text.choices[press.verdict]));
        if (receipt.isClosed) return { end: 'closed', progress: receipt.progress };
        show(await door.next());
        if (!turn.pair) return { end: 'done', progress: turn.progress };
        break;
      }
      case 'undo': {
        if (turn.progress.voted === 0) break;
        const before = await takeBack(door);
        if (before) show(before);
        screen.say(before ? text.undone : text.undoneAlready);
        break;
      }
      case 'help':
        for (const line of text.help) screen.say(line);
        break;
      case 'pause':
        return { end: 'paused', progress: turn.progress };
      case 'interrupt':
        return { end: 'interrupted', progress: turn.progress };
      case 'nothing':
        break;
    }
  }
  return { end: 'paused', progress: turn.progress };
}

/** Undefined where the last vote is taken back already; only one is. */
async function takeBack(door: VoteDoor): Promise<Turn | undefined> {
  try {
    return await door.undo();
  } catch (error) {
    if ((error as { code?: string }).code === 'already_undone') return undefined;
    throw error;
  }
}
