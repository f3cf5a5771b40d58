/** Something whose text grows and should be kept from time to time. */
export type Growing = {
  /** When the oldest piece came that is not kept yet; undefined where all is. In the time of `performance.now()`. */
  unkeptSinceMs(): number | undefined;
  keep(): void;
};

export type Checkpoints = { add(growing: Growing): void; remove(growing: Growing): void };

const longestMs = 1_500;
const lookEveryMs = 250;

/** Keeps what grows at the latest 1.5 s after it came. One timer for all: one for each call would cost every call. */
export function createCheckpoints(): Checkpoints {
  const all = new Set<Growing>();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const dueMs = performance.now() - (longestMs - lookEveryMs);
    for (const each of all) if ((each.unkeptSinceMs() ?? Infinity) <= dueMs) each.keep();
  };
  return {
    add(growing) {
      all.add(growing);
      timer ??= setInterval(look, lookEveryMs).unref();
    },
    remove(growing) {
      all.delete(growing);
      if (all.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
