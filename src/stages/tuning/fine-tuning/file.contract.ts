import * as z from 'zod';
import { endpoint, projectRef } from '#platform/http/contract.ts';
import { listOf, listQuery } from './openai-list.ts';

const purpose = z.enum(['fine-tune', 'fine-tune-results']);

export const openAiFileSchema = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.int(),
  created_at: z.int().describe('Seconds since 1970'),
  expires_at: z.null().describe('Files stay until they are deleted'),
  filename: z.string(),
  purpose,
  status: z
    .enum(['uploaded', 'processed', 'error'])
    .describe('uploaded: its rows are being read; error: some of them, or all, could not be'),
  status_details: z.string().nullable().describe('What could not be read, by line'),
});
export type OpenAiFile = z.infer<typeof openAiFileSchema>;

const fileRef = projectRef.extend({ file: z.string() });

/** `/v1/files`: a face on sources and imports. Below `/v1`, not part of the program's own contract. */
export const fileContract = {
  create: endpoint('data.write', 'POST', '/files', 'Send a file of training rows (multipart: purpose, file)')
    .input(
      projectRef.extend({
        purpose: z.string(),
        filename: z.string().min(1).max(255),
        digest: z.string(),
      }),
    )
    .output(openAiFileSchema),
  list: endpoint('data.read', 'GET', '/files', 'Files of the project, newest first')
    .input(
      projectRef.extend({
        ...listQuery(10_000, 10_000),
        order: z.enum(['asc', 'desc']).default('desc'),
        purpose: purpose.optional(),
      }),
    )
    .output(listOf(openAiFileSchema)),
  retrieve: endpoint('data.read', 'GET', '/files/{file}', 'One file').input(fileRef).output(openAiFileSchema),
  delete: endpoint(
    'data.write',
    'DELETE',
    '/files/{file}',
    'Take a file out of the list; the rows that it brought stay in the project',
  )
    .input(fileRef)
    .output(z.object({ id: z.string(), object: z.literal('file'), deleted: z.literal(true) })),
  content: endpoint('data.read', 'GET', '/files/{file}/content', 'The bytes of a file')
    .input(fileRef)
    .output(z.object({ filename: z.string(), digest: z.string(), bytes: z.int() })),
};
