import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';

export const callStateSchema = z
  .enum(['started', 'ok', 'client_abort', 'upstream_error', 'timeout', 'interrupted'])
  .describe('started = running now; interrupted = Attune itself ended; partial text is kept in every case');

export const callSchema = z.object({
  id: z.uuid(),
  responseId: z.string().describe('The id that the caller got in the answer'),
  deploymentId: z.uuid().nullable(),
  apiKeyId: z.uuid().nullable(),
  targetKind: z.enum(['version', 'base', 'connection']),
  targetId: z.uuid(),
  state: callStateSchema,
  stream: z.boolean(),
  request: z.unknown().describe('The body as it came'),
  responseText: z.string().nullable(),
  finishReason: z.string().nullable(),
  promptTokens: z.int().nullable(),
  completionTokens: z.int().nullable(),
  usageSource: z.enum(['upstream', 'estimated']).nullable(),
  error: z.unknown(),
  firstTokenMs: z.int().nullable(),
  totalMs: z.int().nullable(),
  startedAt: timestamp,
  endedAt: timestamp.nullable(),
});
export type Call = z.infer<typeof callSchema>;

/** What went through the gateway. */
export const callContract = {
  list: endpoint('calls.read', 'GET', '/projects/{project}/calls', 'Calls, newest first')
    .input(
      projectRef.extend({
        ...pageQuery.shape,
        deploymentId: z.uuid().optional(),
        targetId: z.uuid().optional().describe('Model version, base or connection that answered'),
        state: callStateSchema.optional(),
        startedAfter: z.coerce.date().optional(),
        startedBefore: z.coerce.date().optional(),
      }),
    )
    .output(page(callSchema)),
  get: endpoint('calls.read', 'GET', '/projects/{project}/calls/{id}', 'One call')
    .input(idInProject)
    .output(callSchema),
};
