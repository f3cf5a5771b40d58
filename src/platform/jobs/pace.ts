/**
 * Whether it is time again, `everyMs` after the last time. By a clock that only goes forward: a jump of the wall clock
 * neither silences progress for an hour nor makes everything due at once.
 */
export function createPace(everyMs: number, nowMs: () => number = () => performance.now()): () => boolean {
  let lastMs = -Infinity;
  return () => {
    const now = nowMs();
    if (now - lastMs < everyMs) return false;
    lastMs = now;
    return true;
  };
}
