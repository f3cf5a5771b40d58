import { ORPCError } from '@orpc/server';
import type { Log } from '#platform/logging/log.ts';
import { AttuneError } from './attune-error.ts';
import { toOrpcError } from './name-errors.ts';

export type OpenAiError = {
  status: number;
  headers: Record<string, string>;
  body: { error: { message: string; type: string; param: string | null; code: string } };
};

/** Any failure in the shape that OpenAI's clients raise from. */
export function toOpenAiError(error: unknown, log: Log): OpenAiError {
  const { code, status, message, remedy, fields } = nameError(error, log);
  const param = paramOf(fields);
  const text = remedy ? `${message} ${remedy}` : message;
  const headers: Record<string, string> = status === 503 ? { 'retry-after': '2' } : {};
  return { status, headers, body: { error: { message: text, type: typeOf(status), param, code } } };
}

/** What the error names itself, or the first field that a contract did not accept. */
function paramOf({ param, issues }: AttuneError['fields']): string | null {
  if (typeof param === 'string') return param;
  const field = (issues as { field: string }[] | undefined)?.[0]?.field;
  return field === undefined || field === '(body)' ? null : field;
}

type Named = Pick<AttuneError, 'code' | 'status' | 'message' | 'remedy' | 'fields'>;

/** A database that is away and a full disk have names of their own; the rest is a fault of the program, logged and not shown. */
function nameError(error: unknown, log: Log): Named {
  if (error instanceof AttuneError) return error;
  const named = toOrpcError(error, fault => log.error('gateway failed', { error: fault }));
  if (!(named instanceof ORPCError) || named === error)
    return new AttuneError('internal_error', 'Something failed inside Attune; its log says what.', {
      status: 500,
    });
  const { code, status, message } = named;
  const { remedy, ...fields } = (named.data ?? {}) as { remedy?: string };
  return { code, status, message, remedy, fields };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
