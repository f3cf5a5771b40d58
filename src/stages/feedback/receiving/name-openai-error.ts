import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { toOrpcError } from '#platform/http/name-errors.ts';

export type OpenAiError = {
  error: { message: string; type: string; param: string | null; code: string | null };
};

/** Any failure in the shape that clients of OpenAI expect, its remedy in the sentence. `report` hears of faults of ours. */
export function nameOpenAiError(
  error: unknown,
  report: (error: unknown) => void,
): { status: number; body: OpenAiError } {
  if (error instanceof z.ZodError) return nameInvalid(error);
  const named = toOrpcError(error, report);
  if (!(named instanceof ORPCError))
    return answer(500, 'The server failed; its log says how.', null, 'internal');
  const { remedy, param } = (named.data ?? {}) as { remedy?: string; param?: string };
  return answer(named.status, [named.message, remedy].filter(Boolean).join(' '), param ?? null, named.code);
}

function nameInvalid({ issues }: z.ZodError) {
  const [first] = issues;
  const unknown = first?.code === 'unrecognized_keys' ? first.keys[0] : undefined;
  const param = [...(first?.path ?? []), ...(unknown ? [unknown] : [])].join('.') || '(body)';
  const message = unknown ? 'There is no such field. Leave it out, or correct its name.' : first?.message;
  return answer(400, `${param}: ${message}`, param, 'invalid_value');
}

const answer = (status: number, message: string, param: string | null, code: string) => ({
  status,
  body: { error: { message, type: typeOf(status), param, code } },
});

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
