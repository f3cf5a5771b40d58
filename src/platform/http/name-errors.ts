import path from 'node:path';
import { ORPCError, ValidationError } from '@orpc/server';
import { diskFull, isNoSpace } from '#platform/storage/disk-space.ts';
import { AttuneError, PassingFault } from './attune-error.ts';

/** The one place where failures become answers: `{code, message, data: {remedy, ...fields}}` with a fitting status. */
export function toOrpcError(error: unknown, report: (error: unknown) => void): unknown {
  if (error instanceof AttuneError) return toAnswer(error);
  if (error instanceof ORPCError && error.cause instanceof ValidationError)
    return nameInvalid(error, error.cause);
  const fault = findPassingFault(error) ?? nameTooSlow(error) ?? nameUnstorable(error);
  if (fault) return toAnswer(fault);
  if (error instanceof ORPCError) return error;
  report(error);
  return error;
}

const toAnswer = ({ code, status, message, remedy, fields }: AttuneError | PassingFault) =>
  new ORPCError(code as string, { status, message, data: { remedy, ...fields } });

/** The database that is away, the disk that is full: also where a library has wrapped what it was told. */
export function findPassingFault(error: unknown): PassingFault | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof PassingFault) return each;
    if (isNoSpace(each))
      return diskFull(path.dirname((each as NodeJS.ErrnoException).path ?? '.'), undefined, each);
  }
  return undefined;
}

/** PostgreSQL's query_canceled: the statement took longer than people should wait. */
function nameTooSlow(error: unknown): AttuneError | undefined {
  if ((error as { code?: string } | undefined)?.code !== '57014') return undefined;
  return new AttuneError('query_too_slow', 'The database took too long for this and was stopped.', {
    status: 504,
    cause: error,
    remedy: 'Nothing was changed. Ask for less at once: a narrower filter, fewer rows.',
  });
}

/** PostgreSQL's character_not_in_repertoire and untranslatable_character: a NUL, wherever in a request it stands. */
function nameUnstorable(error: unknown): AttuneError | undefined {
  if (!['22021', '22P05'].includes((error as { code?: string } | undefined)?.code ?? '')) return undefined;
  return new AttuneError('text_not_storable', 'The request holds a character that cannot be kept (NUL).', {
    cause: error,
    remedy: 'Leave it out; nothing was changed.',
  });
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
