const mostAttempts = 3;
const longestWaitMs = 10_000;
const firstWaitMs = 250;

export type Attempt = {
  /** 1 for the first. */
  number: number;
  /** null: there was no answer at all. */
  status: number | null;
  retryAfter: string | undefined;
  nowMs: number;
};

/**
 * How long to wait before asking a remote model again, undefined to leave it. Only before a byte went out; only what may
 * go away by itself: 429, 5xx, no connection. `retry-after` (seconds or a date, RFC 9110 10.2.3) wins, up to ten seconds.
 */
export function planRetry({ number, status, retryAfter, nowMs }: Attempt): number | undefined {
  if (number >= mostAttempts) return undefined;
  if (status !== null && status !== 429 && status < 500) return undefined;
  const asked = readRetryAfterMs(retryAfter, nowMs);
  if (asked !== undefined) return asked <= longestWaitMs ? asked : undefined;
  return firstWaitMs * 2 ** (number - 1);
}

function readRetryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
