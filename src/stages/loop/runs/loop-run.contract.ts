import * as z from 'zod';
import { endpoint, projectRef, timestamp } from '#platform/http/contract.ts';
import { loopFileSchema } from '../file/loop-file.contract.ts';

const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  fields: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What the sentence names, for other languages'),
});
export type LoopFailure = z.infer<typeof failureSchema>;

export const loopStepSchema = z.object({
  key: z.string(),
  title: z.string(),
  kind: z.string(),
  state: z.enum(['pending', 'running', 'done', 'waiting', 'failed']),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: failureSchema.nullable(),
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
});
export type LoopStep = z.infer<typeof loopStepSchema>;

export const loopRunSchema = z.object({
  id: z.uuid(),
  project: z.string().describe('Slug'),
  number: z.int(),
  name: z.string(),
  state: z
    .enum(['running', 'waiting', 'done', 'failed'])
    .describe('waiting: for people, such as the blind vote'),
  error: failureSchema.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  steps: z.array(loopStepSchema),
});
export type LoopRun = z.infer<typeof loopRunSchema>;

const loopFileInput = z.object({
  file: loopFileSchema,
  digests: z
    .record(z.string(), z.string())
    .describe('Digest of each data file, as the upload gave it, by its path in the file'),
});

export const planSchema = z.object({
  steps: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      action: z.enum(['reuse', 'do', 'redo', 'wait']),
      reason: z.string(),
    }),
  ),
});

export const loopRunContract = {
  schema: endpoint('public', 'GET', '/loops/schema', 'JSON Schema of a loop file').output(
    z.record(z.string(), z.unknown()),
  ),
  plan: endpoint('organization', 'POST', '/loops/plan', 'What running this file would do')
    .input(loopFileInput)
    .output(planSchema),
  start: endpoint('organization', 'POST', '/loops', 'Run a loop file, or go on with it')
    .input(loopFileInput)
    .output(
      loopRunSchema.extend({
        eventsAfter: z.int().describe('Last event of the project before this start: follow from here'),
      }),
    ),
  list: endpoint('lineage.read', 'GET', '/projects/{project}/loops', 'Loops of a project')
    .input(projectRef)
    .output(z.object({ items: z.array(loopRunSchema.omit({ steps: true })) })),
  get: endpoint('lineage.read', 'GET', '/projects/{project}/loops/{number}', 'One loop with its steps')
    .input(projectRef.extend({ number: z.int() }))
    .output(loopRunSchema),
};
