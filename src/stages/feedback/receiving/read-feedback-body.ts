import type { z } from 'zod';
import { AttuneError } from '#platform/http/attune-error.ts';
import { type FeedbackBody, feedbackBodySchema } from './feedback-body.contract.ts';

/**
 * The header `Idempotency-Key` says the same as `id`, for clients that send one anyway. Throws `invalid_json`, and
 * `invalid_value` that names the field.
 */
export async function readFeedbackBody(
  request: Request,
  idempotencyKey: string | undefined,
): Promise<FeedbackBody> {
  const json = parseJson(await request.text());
  const keyed = idempotencyKey && json && typeof json === 'object' ? { id: idempotencyKey, ...json } : json;
  const read = feedbackBodySchema.safeParse(keyed);
  if (!read.success) throw invalidValue(read.error.issues[0]);
  return read.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AttuneError('invalid_json', 'The body is not JSON.', {
      remedy: 'Send one JSON object with "completion_id" and "kind".',
    });
  }
}

function invalidValue(issue: z.core.$ZodIssue | undefined): AttuneError {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const param = [...(issue?.path ?? []), ...(unknown ? [unknown] : [])].join('.') || '(body)';
  const message = unknown ? 'There is no such field. Leave it out, or correct its name.' : issue?.message;
  return new AttuneError('invalid_value', `${param}: ${message}`, { fields: { param } });
}
