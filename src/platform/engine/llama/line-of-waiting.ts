export type LineOfWaiting = {
  /** Runs `work` when its turn has come. Gives undefined if the signal aborted while it waited. */
  wait<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result | undefined>;
};

type Waiting = { start(): void };

/** First come, first served, `places` at once. */
export function createLineOfWaiting(places: number): LineOfWaiting {
  const line: Waiting[] = [];
  let free = places;
  return {
    async wait(signal, work) {
      if (!(await turn(signal))) return undefined;
      free--;
      try {
        return await work();
      } finally {
        free++;
        line.shift()?.start();
      }
    },
  };

  async function turn(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || free > 0) return !signal.aborted;
    return new Promise(resolve => {
      const waiting = { start: () => resolve(true) };
      line.push(waiting);
      signal.addEventListener('abort', () => (leave(waiting), resolve(false)), { once: true });
    });
  }

  function leave(waiting: Waiting): void {
    const at = line.indexOf(waiting);
    if (at >= 0) line.splice(at, 1);
  }
}
