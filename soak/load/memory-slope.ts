export type Sample = { atMs: number; bytes: number };

/**
 * Bytes a minute by which memory grows, by Theil and Sen: the median of the slopes between all pairs of samples, which a
 * garbage collection here and there does not move. 0 for fewer than two samples.
 */
export function memorySlope(samples: readonly Sample[]): number {
  const slopes = samples.flatMap((later, index) =>
    samples.slice(0, index).map(earlier => (later.bytes - earlier.bytes) / (later.atMs - earlier.atMs)),
  );
  slopes.sort((left, right) => left - right);
  return (slopes[slopes.length >> 1] ?? 0) * 60_000;
}
