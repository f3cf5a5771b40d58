import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { recordFilters } from '../records/record.contract.ts';
import { importFailure } from '../sources/import.contract.ts';

export const setActions = ['drop', 'set_aside', 'flag', 'restore'] as const;
export type SetAction = (typeof setActions)[number];

/** A query of the records list, or records by id. */
export const decisionFilter = z.strictObject({
  ...recordFilters.shape,
  ids: z.array(z.uuid()).min(1).max(500).optional().describe('Only these records'),
});
export type DecisionFilter = z.infer<typeof decisionFilter>;

export const decisionSetSchema = z.object({
  id: z.uuid(),
  number: z.int().describe('Decision 3 of the project'),
  action: z.enum(setActions),
  reason: z.string(),
  filter: decisionFilter,
  state: z.enum(['queued', 'running', 'done', 'undoing', 'undone', 'failed']),
  total: z.int().nullable().describe('Records that matched as the work began; null before'),
  done: z.int().describe('Of these, looked at'),
  decided: z.int().describe('Of these, changed: the others were so already'),
  undone: z.int().describe('Of those, taken back since'),
  error: importFailure.nullable(),
  createdBy: z.string(),
  undoneBy: z.string().nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
});
export type DecisionSet = z.infer<typeof decisionSetSchema>;

/** A person's word on every record of a query, with one reason. It outlives cleaning and is taken back as a whole. */
export const decisionSetContract = {
  list: endpoint('data.read', 'GET', '/projects/{project}/decision-sets', 'Decisions of people, newest first')
    .input(projectRef.extend(pageQuery.shape))
    .output(page(decisionSetSchema)),
  create: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/decision-sets',
    'Decide on every record that a query meets',
  )
    .input(
      projectRef.extend({
        action: z.enum(setActions),
        reason: z.string().trim().min(1).max(500),
        filter: decisionFilter.describe('Empty: all records of the project'),
      }),
    )
    .output(decisionSetSchema),
  get: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/decision-sets/{id}',
    'One of them, with its progress',
  )
    .input(idInProject)
    .output(decisionSetSchema),
  revert: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/decision-sets/{id}/revert',
    'Take all of it back; records become what the other decisions make of them',
  )
    .input(idInProject)
    .output(decisionSetSchema),
};
