import type { Progress } from '#platform/terminal/command.ts';
import { textWidth } from '#platform/terminal/format.ts';

const lineEveryMs = 5_000;

/** On a terminal one line that changes in place; elsewhere a line every five seconds, so that logs stay readable. */
export function createProgress(output: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { update() {}, done() {} };
  return output.isTTY ? liveLine(output) : plainLines(output);
}

function liveLine(output: NodeJS.WriteStream): Progress {
  let shown = false;
  const clear = () => shown && output.write('\r\u001b[K');
  return {
    update(text) {
      clear();
      output.write(cut(text, (output.columns || 80) - 1));
      shown = true;
    },
    done(text) {
      clear();
      shown = false;
      if (text) output.write(`${text}\n`);
    },
  };
}

function plainLines(output: NodeJS.WriteStream): Progress {
  let last = 0;
  return {
    update(text) {
      if (Date.now() - last < lineEveryMs) return;
      last = Date.now();
      output.write(`${text}\n`);
    },
    done(text) {
      last = 0;
      if (text) output.write(`${text}\n`);
    },
  };
}

function cut(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  for (const char of text) {
    if (textWidth(kept + char) > columns - 1) break;
    kept += char;
  }
  return `${kept}…`;
}
