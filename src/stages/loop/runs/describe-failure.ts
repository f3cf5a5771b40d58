import { ORPCError } from '@orpc/server';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { LoopFailure } from './loop-run.contract.ts';

/**
 * Whether trying again would fail the same way. Everything else (a database that went away, a fault of the program) is
 * tried again by the queue, and every step of a loop may be.
 */
export const isSettled = (error: unknown): boolean =>
  error instanceof AttuneError || (error instanceof ORPCError && error.status < 500);

/** What is stored of a failed step: the code, the sentence and the remedy that people get to see, and what they name. */
export function describeFailure(error: unknown): LoopFailure {
  if (error instanceof AttuneError) return told(error.code, error.message, error.remedy, error.fields);
  if (error instanceof ORPCError) {
    const { remedy, issues, ...fields } = (error.data ?? {}) as AnswerData;
    const faults = issues?.map(issue => `${issue.path?.join('.') ?? ''}: ${issue.message}`).join('; ');
    return told(error.code, faults ?? error.message, remedy, fields);
  }
  const message = error instanceof Error ? error.message : String(error);
  return told('unexpected', message, "Look into the server's log.");
}

type AnswerData = { remedy?: string; issues?: { message: string; path?: unknown[] }[] };

const told = (code: string, message: string, remedy?: string, fields: Record<string, unknown> = {}) => ({
  code,
  message,
  ...(remedy ? { remedy } : {}),
  ...(Object.keys(fields).length > 0 ? { fields } : {}),
});
