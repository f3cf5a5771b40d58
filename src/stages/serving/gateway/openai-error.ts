import { AttuneError } from '#platform/http/attune-error.ts';
import { toOrpcError } from '#platform/http/name-errors.ts';
import type { Log } from '#platform/logging/log.ts';

export type OpenAiError = {
  status: number;
  headers: Record<string, string>;
  body: { error: { message: string; type: string; param: string | null; code: string } };
};

/** Any failure in the shape that OpenAI's clients raise from. */
export function toOpenAiError(error: unknown, log: Log): OpenAiError {
  const known = error instanceof AttuneError ? error : nameFault(error, log);
  const { code, status, message, remedy, fields } = known;
  const param = typeof fields.param === 'string' ? fields.param : null;
  const text = remedy ? `${message} ${remedy}` : message;
  const headers: Record<string, string> = status === 503 ? { 'retry-after': '2' } : {};
  return { status, headers, body: { error: { message: text, type: typeOf(status), param, code } } };
}

/** A database that is away has a name of its own; the rest is a fault of the program, logged and not shown. */
function nameFault(error: unknown, log: Log): AttuneError {
  const named = toOrpcError(error, fault => log.error('gateway failed', { error: fault }));
  const { code, status, message } = named as { code?: string; status?: number; message?: string };
  if (named !== error && code && status) return new AttuneError(code, message ?? code, { status });
  return new AttuneError('internal_error', 'Something failed inside Attune; its log says what.', {
    status: 500,
  });
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
