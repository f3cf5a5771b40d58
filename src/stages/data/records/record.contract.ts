import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { signalConditions } from './measured-signals.ts';
import { payload, rowKinds } from './payload.ts';

export const recordStates = ['active', 'set_aside', 'dropped'] as const;

export const recordSchema = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  state: z.enum(recordStates),
  kind: z
    .enum(rowKinds)
    .describe('pair: two answers of which one was preferred; judged: an answer that is wanted or not'),
  label: z.string().nullable(),
  language: z.string().nullable(),
  preview: z.string().describe('First words of the question'),
  characters: z.int(),
  externalId: z.string().nullable(),
  importId: z.uuid().nullable(),
  line: z.int().nullable(),
  version: z.int(),
  createdAt: timestamp,
});
export type RecordRow = z.infer<typeof recordSchema>;

export const revisionSchema = z.object({
  id: z.uuid(),
  n: z.int(),
  payload,
  contentHash: z.string(),
  derivedBy: z.string().describe("'import', 'cleaning:<operators>', 'feedback', …"),
  parentId: z.uuid().nullable(),
  createdAt: timestamp,
});

export const decisionSchema = z.object({
  id: z.uuid(),
  recordId: z.uuid(),
  cleaningRunId: z.uuid().nullable().describe('null where a person decided'),
  decisionSetId: z.uuid().nullable().describe('The set it was decided with, where a person decided'),
  operator: z.string(),
  action: z.enum(['modify', 'drop', 'set_aside', 'flag', 'restore']),
  code: z.string(),
  reason: z.string().describe('One sentence that can be checked against the row'),
  evidence: z.unknown(),
  revertedAt: timestamp.nullable(),
  revertedBy: z.string().nullable(),
  createdAt: timestamp,
});

export const signalSchema = z.object({
  revisionId: z.uuid(),
  operator: z.string(),
  operatorVersion: z.int(),
  value: z.unknown(),
});

export const recordDetailSchema = recordSchema.extend({
  revisions: z.array(revisionSchema).describe('Oldest first; none is ever changed'),
  currentRevisionId: z.uuid(),
  signals: z.array(signalSchema),
  decisions: z.array(decisionSchema),
});

export type RecordDetail = z.infer<typeof recordDetailSchema>;

export const recordFilters = z.object({
  state: z.enum(recordStates).optional(),
  kind: z.enum(rowKinds).optional(),
  source: z.uuid().optional(),
  language: z.string().optional(),
  label: z.string().optional().describe('Empty: those without one'),
  text: z.string().max(200).optional().describe('Words; two Chinese characters are enough'),
  where: signalConditions
    .optional()
    .describe(
      'Conditions on measured numbers, all of which hold: length.tokens>=512,repetition.loopShare<0.5',
    ),
  decision: z
    .string()
    .max(100)
    .regex(/^[a-z_]+\.[a-z_.]+$/)
    .optional()
    .describe('`operator.code` of a decision that holds, of the latest cleaning or of a person'),
});

/** Conversations of a project. Nothing here deletes: what is dropped stays and can be taken back. */
export const recordContract = {
  list: endpoint('data.read', 'GET', '/projects/{project}/records', 'Records, newest first')
    .input(projectRef.extend({ ...pageQuery.shape, ...recordFilters.shape }))
    .output(page(recordSchema)),
  get: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/records/{id}',
    'One record with revisions, signals and decisions',
  )
    .input(idInProject)
    .output(recordDetailSchema),
  revert: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/records/{id}/decisions/{decisionId}/revert',
    'Take a decision back, also for cleaning runs to come',
  )
    .input(idInProject.extend({ decisionId: z.uuid(), version: z.int() }))
    .output(recordDetailSchema),
};
