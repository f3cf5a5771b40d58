import { logChoose } from './log-gamma.ts';

/** Exact two-sided p of k successes in n fair throws. */
export function fairCoinP(k: number, n: number): number {
  const extreme = Math.max(k, n - k);
  let tail = 0;
  for (let i = extreme; i <= n; i++) tail += Math.exp(logChoose(n, i) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}
