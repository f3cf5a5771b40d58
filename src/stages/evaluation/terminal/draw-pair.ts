import { pad, textWidth, wrap } from '#platform/terminal/format.ts';
import type { Turn, VoteVerdict } from '../voting/vote.contract.ts';
import type { VoteMessages } from './vote.messages.ts';

const columnsForTwo = 100;
const gap = ' │ ';

/** One pair as text: side by side where the terminal is wide enough, else one below the other. */
export function drawPair(turn: Turn, width: number, text: VoteMessages): string {
  const { prompt, left, right } = turn.pair!;
  const { voted, of } = turn.progress;
  const heading = spread(text.question, text.progress(voted + 1, of), width);
  const conversation = prompt.flatMap((message, index) => [
    ...(prompt.length > 1 && index < prompt.length - 1
      ? wrap(`${message.role === 'user' ? '›' : '‹'} ${message.content}`, width)
      : []),
    ...(index === prompt.length - 1 ? wrap(message.content, width) : []),
  ]);
  const panes =
    width >= columnsForTwo ? sideBySide(left, right, width, text) : stacked(left, right, width, text);
  return [heading, ...conversation, '', ...panes, '', text.keys].join('\n');
}

/** The line below a pair: nothing, or what would be submitted. */
export function drawChoice(chosen: VoteVerdict | undefined, text: VoteMessages): string {
  return chosen ? text.submit(text.choices[chosen]) : '';
}

function sideBySide(left: string, right: string, width: number, text: VoteMessages): string[] {
  const column = Math.floor((width - gap.length) / 2);
  const [a, b] = [
    [`1 ${text.left}`, '', ...wrap(left, column)],
    [`2 ${text.right}`, '', ...wrap(right, column)],
  ];
  const height = Math.max(a.length, b.length);
  return Array.from({ length: height }, (_, i) => `${pad(a[i] ?? '', column)}${gap}${b[i] ?? ''}`.trimEnd());
}

function stacked(left: string, right: string, width: number, text: VoteMessages): string[] {
  const rule = '─'.repeat(Math.min(width, 40));
  return [
    `1 ${text.left} ${rule}`,
    ...wrap(left, width),
    '',
    `2 ${text.right} ${rule}`,
    ...wrap(right, width),
  ];
}

function spread(start: string, end: string, width: number): string {
  return start + ' '.repeat(Math.max(2, width - textWidth(start) - textWidth(end))) + end;
}
