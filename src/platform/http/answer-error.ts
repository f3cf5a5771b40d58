import { ORPCError } from '@orpc/server';
import type { Log } from '#platform/logging/log.ts';
import { toOrpcError } from './name-errors.ts';

/** What goes wrong outside of the contract's handlers (before them, or in a raw route), in the contract's own shape. */
export function answerError(error: unknown, log: Log): Response {
  const named = toOrpcError(error, fault => log.error('request failed', { error: fault }));
  const known =
    named instanceof ORPCError
      ? named
      : new ORPCError('INTERNAL_SERVER_ERROR', { status: 500, message: 'Something broke in the server.' });
  const { code, status, message, data } = known;
  const retryAfterS = (data as { retryAfterS?: number } | undefined)?.retryAfterS;
  const headers: Record<string, string> = {};
  if (retryAfterS !== undefined) headers['retry-after'] = String(retryAfterS);
  if (status === 408 || status === 413) headers.connection = 'close';
  return Response.json({ code, status, message, data }, { status, headers });
}
