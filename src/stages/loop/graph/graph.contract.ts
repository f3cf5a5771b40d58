import * as z from 'zod';
import { endpoint, projectRef } from '#platform/http/contract.ts';

/** The columns of the loop, from people to feedback. */
export const graphColumns = [
  'people',
  'data',
  'dataset',
  'run',
  'model',
  'evaluation',
  'deployment',
  'calls',
  'feedback',
] as const;
export type GraphColumn = (typeof graphColumns)[number];

export const graphNodeSchema = z.object({
  key: z.string().describe('kind:id'),
  kind: z.string().describe('As lineage knows it; calls and feedback stand for many'),
  id: z.string(),
  name: z.string(),
  facts: z.record(z.string(), z.unknown()).describe('What its kind has to say: rows, state, count'),
  isFollowed: z.boolean(),
});
export type GraphNode = z.infer<typeof graphNodeSchema>;

export const graphSchema = z.object({
  followed: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  columns: z.array(
    z.object({
      column: z.enum(graphColumns),
      total: z.int().describe('How many there are; the newest are shown, and what is followed'),
      nodes: z.array(graphNodeSchema),
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), isFollowed: z.boolean() })),
  returning: z.object({
    accepted: z.int().describe('Feedback that became rows'),
    waiting: z.int().describe('Feedback that waits for a review'),
  }),
});
export type Graph = z.infer<typeof graphSchema>;

export const graphContract = {
  get: endpoint(
    'lineage.read',
    'GET',
    '/projects/{project}/graph',
    'The loop as columns, and what is followed',
  )
    .input(
      projectRef.extend({
        focus: z.string().max(320).optional().describe('kind:id, or any:… as people type it (run 3)'),
      }),
    )
    .output(graphSchema),
};
