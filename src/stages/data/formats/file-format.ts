import { z } from 'zod';

/** How the rows of a file are cut and read; found from its first bytes and the same on every resume. */
export type FileFormat =
  { kind: 'jsonl' } | { kind: 'json' } | { kind: 'csv'; delimiter: string; columns: string[] };

export const shapes = ['messages', 'sharegpt', 'alpaca', 'columns', 'pairs', 'judged'] as const;
const field = z.string().min(1);

/** Where in a row the conversation is found; field names are those of the file. What is not said is guessed. */
export const mappingWish = z.strictObject({
  shape: z.enum(shapes).optional(),
  user: field
    .optional()
    .describe(
      'Column with the question; of pairs and judged answers a list of turns too, or none where the answers hold it',
    ),
  assistant: field.optional().describe('Column with the answer; of pairs the preferred one'),
  rejected: field.optional().describe('pairs: column with the answer that lost'),
  desirable: field.optional().describe('judged: column that says true or false of the answer'),
  system: field.optional(),
  label: field.optional(),
  externalId: field.optional().describe('Column whose value names the row in its source'),
  meta: z.array(field).optional().describe('Columns to keep beside the conversation'),
});

/** A mapping with nothing left open. */
export const rowMapping = z.discriminatedUnion('shape', [
  mappingWish.extend({ shape: z.enum(['messages', 'sharegpt', 'alpaca']) }),
  mappingWish.extend({ shape: z.literal('columns'), user: field, assistant: field }),
  mappingWish.extend({ shape: z.literal('pairs'), assistant: field, rejected: field }),
  mappingWish.extend({ shape: z.literal('judged'), assistant: field, desirable: field }),
]);

export type MappingWish = z.infer<typeof mappingWish>;
export type RowMapping = z.infer<typeof rowMapping>;
