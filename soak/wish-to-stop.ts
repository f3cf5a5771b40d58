/** Ctrl-C once: the campaign ends after this round, with all its checks. Twice: at once. */
export type WishToStop = { isMade(): boolean; forget(): void };

export function hearWishToStop(say: (line: string) => void, endAtOnce: () => void): WishToStop {
  let times = 0;
  const hear = () => {
    times += 1;
    if (times === 1) return say('ending after this round; once more ends it at once');
    endAtOnce();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear);
  return {
    isMade: () => times > 0,
    forget() {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, hear);
    },
  };
}
