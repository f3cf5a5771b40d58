import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Cli } from '#platform/terminal/command.ts';

/** How a reviewer is asked: for one key, or for a line. Undefined = the input has ended or was broken off. */
export type Ask = {
  key(): Promise<string | undefined>;
  line(prompt: string, start: string): Promise<string | undefined>;
  /** Lets go of the input, so that the program can end. */
  close(): void;
};

/** A terminal is asked key by key; a pipe gives a line for each: `a`, `r too old`, `e the better text`. */
export const createAsk = ({ input, output }: Pick<Cli, 'input' | 'output'>): Ask =>
  input.isTTY ? askTerminal(input, output) : askPipe(input);

function askTerminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Ask {
  return {
    async key() {
      input.setRawMode(true);
      input.resume();
      const typed = await firstPiece(input);
      input.setRawMode(false);
      input.pause();
      return typed === '\u0003' || typed === '\u0004' ? undefined : typed?.normalize('NFKC').toLowerCase();
    },
    async line(prompt, start) {
      const lines = createInterface({ input, output });
      try {
        return unfold(await question(lines, prompt, fold(start)));
      } finally {
        lines.close();
      }
    },
    close: () => void input.pause(),
  };
}

/** What is typed next; undefined where the input ends. */
async function firstPiece(input: NodeJS.ReadStream): Promise<string | undefined> {
  const heard = new AbortController();
  const { signal } = heard;
  const piece = await Promise.race([once(input, 'data', { signal }), once(input, 'end', { signal })]);
  heard.abort();
  return piece.length === 0 ? undefined : String(piece[0]);
}

function question(lines: Interface, prompt: string, start: string): Promise<string | undefined> {
  return new Promise(resolve => {
    lines.once('SIGINT', () => resolve(undefined));
    lines.once('close', () => resolve(undefined));
    lines.question(prompt).then(resolve, () => resolve(undefined));
    lines.write(start);
  });
}

/** A text of several lines is edited as one. */
const fold = (text: string): string => text.replaceAll('\n', ' ⏎ ');
const unfold = (text: string | undefined): string | undefined => text?.replaceAll(/ ?⏎ ?/g, '\n');

function askPipe(input: NodeJS.ReadStream): Ask {
  const reader = createInterface({ input });
  const lines = reader[Symbol.asyncIterator]();
  let rest = '';
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : String(value);
  };
  return {
    async key() {
      const line = await next();
      rest = line?.slice(1).trim() ?? '';
      return line === undefined ? undefined : line.slice(0, 1).toLowerCase() || 's';
    },
    line: async () => (rest ? unfold(rest) : unfold(await next())),
    close: () => reader.close(),
  };
}
