import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Upstream } from '#stages/models/index.ts';
import { planRetry } from './plan-retry.ts';

const silenceMs = 120_000;

export type UpstreamAnswer = Dispatcher.ResponseData;

/** Asks a remote model, again where that may help; gives the last answer, whatever its status. Throws what undici throws. */
export async function requestUpstream(
  upstream: Upstream,
  body: string,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const { pool, path, headers } = upstream;
  const options = {
    method: 'POST',
    path,
    headers,
    body,
    signal,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  } as const;
  for (let number = 1; ; number++) {
    const answer = await pool.request(options).catch((error: unknown) => ({ error }));
    const failed = 'error' in answer;
    if (failed && (signal.aborted || isTimeout(answer.error))) throw answer.error;
    if (!failed && answer.statusCode < 400) return answer;
    const status = failed ? null : answer.statusCode;
    const retryAfter = failed ? undefined : headerOf(answer, 'retry-after');
    const waitMs = planRetry({ number, status, retryAfter, nowMs: Date.now() });
    if (waitMs === undefined) {
      if (failed) throw answer.error;
      return answer;
    }
    if (!failed) await answer.body.dump();
    await sleep(waitMs, undefined, { signal });
  }
}

export const headerOf = (answer: UpstreamAnswer, name: string): string | undefined =>
  [answer.headers[name] ?? []].flat()[0];

export const isTimeout = (error: unknown): boolean =>
  ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes((error as { code?: string }).code ?? '');
