import { ORPCError } from '@orpc/server';
import { AttuneError } from '#platform/http/attune-error.ts';

/**
 * Whether trying again would fail the same way. Everything else (a database that went away, a fault of the program) is
 * tried again by the queue, and every step of a loop may be.
 */
export const isSettled = (error: unknown): boolean =>
  error instanceof AttuneError || (error instanceof ORPCError && error.status < 500);

/** What is stored of a failed step: the code, the sentence and the remedy that people get to see. */
export function describeFailure(error: unknown): { code: string; message: string; remedy?: string } {
  if (error instanceof AttuneError)
    return { code: error.code, message: error.message, ...(error.remedy ? { remedy: error.remedy } : {}) };
  if (error instanceof ORPCError) {
    const data = (error.data ?? {}) as { remedy?: string; issues?: { message: string; path?: unknown[] }[] };
    const issues = data.issues?.map(issue => `${issue.path?.join('.') ?? ''}: ${issue.message}`).join('; ');
    return {
      code: error.code,
      message: issues ?? error.message,
      ...(data.remedy ? { remedy: data.remedy } : {}),
    };
  }
  return {
    code: 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    remedy: "Look into the server's log.",
  };
}
