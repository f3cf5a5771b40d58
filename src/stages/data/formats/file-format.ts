import { z } from 'zod';

/** How the rows of a file are cut and read; found from its first bytes and the same on every resume. */
export const fileFormat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('jsonl') }),
  z.object({ kind: z.literal('json') }),
  z.object({ kind: z.literal('csv'), delimiter: z.string(), columns: z.array(z.string()) }),
]);

/** Where in a row the conversation is found. Column names are those of the file. */
export const mapping = z.discriminatedUnion('shape', [
  z.object({ shape: z.literal('messages') }),
  z.object({ shape: z.literal('sharegpt') }),
  z.object({ shape: z.literal('alpaca') }),
  z.object({
    shape: z.literal('columns'),
    question: z.string(),
    answer: z.string(),
    system: z.string().optional(),
  }),
]);

/** Any shape may take label, external id and meta from named fields. */
export const rowMapping = z.intersection(
  mapping,
  z.object({
    label: z.string().optional(),
    externalId: z.string().optional(),
    meta: z.array(z.string()).optional(),
  }),
);

export type FileFormat = z.infer<typeof fileFormat>;
export type RowMapping = z.infer<typeof rowMapping>;
export type Shape = RowMapping['shape'];
