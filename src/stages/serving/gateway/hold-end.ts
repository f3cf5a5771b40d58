export type EndHolder = {
  /** What may go out now of these whole lines. */
  pass(lines: string): string;
  /** What stays back: from the line that says that the answer is whole. */
  held(): string;
};

/** Keeps back `data: [DONE]` and what follows it. No text of an answer looks like it: those lines are JSON. */
export function createEndHolder(): EndHolder {
  let held = '';
  return {
    pass(lines) {
      if (held !== '') {
        held += lines;
        return '';
      }
      const at = lines.includes('[DONE]') ? lines.search(doneLine) : -1;
      if (at < 0) return lines;
      held = lines.slice(at);
      return lines.slice(0, at);
    },
    held: () => held,
  };
}

const doneLine = /^data: ?\[DONE\]/m;
