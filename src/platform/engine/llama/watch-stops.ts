export type StopWatch = {
  /** Takes the next piece; gives what may be shown now and whether a stop text was met. */
  feed(piece: string): { shown: string; stopped: boolean };
  /** What was held back because it might have become a stop text. */
  rest(): string;
};

/** Ends an answer before the first of the given texts, also where one is spread over several pieces. */
export function watchStops(stops: readonly string[]): StopWatch {
  let held = '';
  return {
    feed(piece) {
      held += piece;
      const at = firstIndex(held, stops);
      const end = at ?? held.length - heldLength(held, stops);
      const shown = held.slice(0, end);
      held = at === undefined ? held.slice(end) : '';
      return { shown, stopped: at !== undefined };
    },
    rest: () => held,
  };
}

function firstIndex(text: string, stops: readonly string[]): number | undefined {
  const found = stops.map(stop => text.indexOf(stop)).filter(index => index >= 0);
  return found.length > 0 ? Math.min(...found) : undefined;
}

/** How many characters at the end are the beginning of a stop text. */
function heldLength(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map(stop => stop.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--)
    if (stops.some(stop => stop.startsWith(text.slice(-length)))) return length;
  return 0;
}
