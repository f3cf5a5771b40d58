import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { decisionSchema } from '../records/record.contract.ts';
import { importFailure } from '../sources/import.contract.ts';
import { recipe } from './recipe.ts';

export const cleaningRunSchema = z.object({
  id: z.uuid(),
  number: z.int().describe('Cleaning 2 of the project'),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  total: z.int(),
  done: z.int(),
  counts: z.record(z.string(), z.int()).describe('Records by state, and decisions by `operator.code`'),
  recipe: z.unknown().describe('Complete: every threshold that was used'),
  error: importFailure.nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
});
export type CleaningRun = z.infer<typeof cleaningRunSchema>;

export const clusterSchema = z.object({
  id: z.uuid(),
  method: z.enum(['exact', 'normalised', 'near', 'contradiction']),
  size: z.int(),
  representativeId: z.uuid(),
  members: z.array(
    z.object({
      recordId: z.uuid(),
      preview: z.string(),
      similarity: z.number(),
      protectedBy: z
        .string()
        .nullable()
        .describe(
          'Why this one must not be merged: number, negation, name, placeholder, preference, chained',
        ),
    }),
  ),
});

/** Cleaning is repeatable: signals are measured once, thresholds may be moved and the run made again. */
export const cleaningRunContract = {
  list: endpoint('data.read', 'GET', '/projects/{project}/cleaning-runs', 'Cleaning runs, newest first')
    .input(projectRef.extend(pageQuery.shape))
    .output(page(cleaningRunSchema)),
  create: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/cleaning-runs',
    'Clean all records of the project',
  )
    .input(projectRef.extend({ recipe: recipe.prefault({}) }))
    .output(cleaningRunSchema),
  get: endpoint('data.read', 'GET', '/projects/{project}/cleaning-runs/{id}', 'One cleaning run')
    .input(idInProject)
    .output(cleaningRunSchema),
  decisions: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/cleaning-runs/{id}/decisions',
    'Every decision of a run with its reason',
  )
    .input(
      idInProject.extend({
        ...pageQuery.shape,
        operator: z.string().optional(),
        action: z.enum(['modify', 'drop', 'set_aside', 'flag']).optional(),
        code: z.string().optional(),
      }),
    )
    .output(page(decisionSchema.extend({ preview: z.string(), externalId: z.string().nullable() }))),
  clusters: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/cleaning-runs/{id}/clusters',
    'Duplicates and contradictions as clusters',
  )
    .input(idInProject.extend({ ...pageQuery.shape, method: clusterSchema.shape.method.optional() }))
    .output(page(clusterSchema)),
};
