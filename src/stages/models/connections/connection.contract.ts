import * as z from 'zod';
import { endpoint, idInProject, projectRef, timestamp } from '#platform/http/contract.ts';

export const connectionSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.literal('openai'),
  baseUrl: z.string(),
  model: z.string().describe('The name that the other side knows the model by'),
  reach: z
    .enum(['public', 'private'])
    .describe('private = it may lead into private networks; only an owner or admin makes such a one'),
  hasSecret: z.boolean().describe('The secret itself is never given out'),
  version: z.int(),
  createdAt: timestamp,
});
export type Connection = z.infer<typeof connectionSchema>;

const baseUrlSchema = z
  .url({ protocol: /^https?$/ })
  .refine(isPlainUrl, 'no user, password, query or fragment in it')
  .transform(url => url.replace(/\/+$/, ''))
  .describe('Up to and including /v1');

const fields = {
  name: z.string().min(1).max(80),
  baseUrl: baseUrlSchema,
  model: z.string().min(1).max(200),
  secret: z.string().min(1).max(4_000).nullable().describe('Sent as a bearer token; null = none'),
};

export const checkSchema = z.object({
  ok: z.boolean(),
  latencyMs: z.int(),
  message: z.string(),
});
export type ConnectionCheck = z.infer<typeof checkSchema>;

/** Remote models behind OpenAI-compatible endpoints: vLLM, Ollama, llama.cpp, providers. */
export const connectionContract = {
  list: endpoint('models.read', 'GET', '/projects/{project}/connections', 'Connections in use')
    .input(projectRef)
    .output(z.object({ items: z.array(connectionSchema) })),
  create: endpoint('models.write', 'POST', '/projects/{project}/connections', 'Connect a remote model')
    .input(projectRef.extend({ ...fields, secret: fields.secret.default(null) }))
    .output(connectionSchema),
  update: endpoint('models.write', 'PATCH', '/projects/{project}/connections/{id}', 'Change a connection')
    .input(
      idInProject.extend({
        version: z.int(),
        baseUrl: fields.baseUrl.optional(),
        model: fields.model.optional(),
        secret: fields.secret
          .optional()
          .describe('Absent = as it is; null = none. Needed where the address leads to another host'),
      }),
    )
    .output(connectionSchema),
  remove: endpoint('models.write', 'DELETE', '/projects/{project}/connections/{id}', 'End a connection')
    .input(idInProject)
    .output(z.object({ removed: z.boolean() })),
  check: endpoint('models.write', 'GET', '/projects/{project}/connections/{id}/check', 'Ask it for one word')
    .input(idInProject)
    .output(checkSchema),
};

function isPlainUrl(text: string): boolean {
  const url = URL.parse(text);
  return !url || (!url.username && !url.password && !url.search && !url.hash);
}
