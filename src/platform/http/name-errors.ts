import { ORPCError, ValidationError } from '@orpc/server';
import { AttuneError } from './attune-error.ts';

/** The one place where failures become answers: `{code, message, data: {remedy, ...fields}}` with a fitting status. */
export function toOrpcError(error: unknown, report: (error: unknown) => void): unknown {
  if (error instanceof AttuneError)
    return new ORPCError(error.code, {
      status: error.status,
      message: error.message,
      data: { remedy: error.remedy, ...error.fields },
    });
  if (error instanceof ORPCError)
    return error.cause instanceof ValidationError ? nameInvalid(error, error.cause) : error;
  if (isUnavailable(error))
    return new ORPCError('database_unavailable', {
      status: 503,
      message: 'The database does not answer right now.',
      data: { remedy: 'Nothing was changed. Try again in a few seconds.', retryAfterS: 2 },
    });
  report(error);
  return error;
}

function nameInvalid(error: ORPCError<string, unknown>, cause: ValidationError): ORPCError<string, unknown> {
  if (error.status >= 500) return error;
  const issues = cause.issues.map(issue => ({
    field:
      (issue.path ?? []).map(part => String(typeof part === 'object' ? part.key : part)).join('.') ||
      '(body)',
    message: issue.message,
  }));
  const first = issues[0];
  return new ORPCError('invalid_input', {
    status: 400,
    message: first ? `${first.field}: ${first.message}` : 'The request does not have the expected shape.',
    data: { remedy: 'Correct the named fields; /api/openapi.json describes the shape.', issues },
  });
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '08003',
]);

function isUnavailable(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code && connectionCodes.has(code) && (error as { syscall?: string }).syscall !== 'open') return true;
  return /Connection terminated|timeout exceeded when trying to connect/.test(message ?? '');
}
