import type { Turn, VoteVerdict } from '../voting/vote.contract.ts';
import { drawChoice, drawPair } from './draw-pair.ts';
import type { VoteMessages } from './vote.messages.ts';

export type VoteScreen = {
  show(turn: Turn): void;
  choose(chosen: VoteVerdict | undefined): void;
  say(line: string): void;
};

/** On a terminal one pair fills the cleared screen; in a pipe or file each pair and answer is a paragraph. */
export function createScreen(output: NodeJS.WriteStream, text: VoteMessages, isQuiet: boolean): VoteScreen {
  if (isQuiet) return { show() {}, choose() {}, say() {} };
  const isLive = output.isTTY === true;
  const width = Math.min(output.columns || 80, 160);
  return {
    show: turn => void output.write(`${isLive ? '\u001b[2J\u001b[H' : '\n'}${drawPair(turn, width, text)}\n`),
    choose(chosen) {
      if (isLive) output.write(`\r\u001b[K${drawChoice(chosen, text)}`);
    },
    say: line => void output.write(`${isLive ? '\r\u001b[K' : ''}${line}\n`),
  };
}
