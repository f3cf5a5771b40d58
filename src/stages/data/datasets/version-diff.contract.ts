import * as z from 'zod';
import { endpoint, page, pageQuery, projectRef } from '#platform/http/contract.ts';
import { message, preference } from '../records/payload.ts';
import { datasetVersionSchema, splits } from './dataset.contract.ts';

export const diffKinds = ['added', 'removed', 'changed', 'moved'] as const;
export type DiffKind = (typeof diffKinds)[number];

export const versionDiffSchema = z.object({
  against: datasetVersionSchema.nullable().describe('null for the first version, where all rows are new'),
  added: z.int(),
  removed: z.int(),
  changed: z.int().describe('The same record with another text'),
  moved: z.int().describe('The same record in another split: zero, or the two cannot be compared fairly'),
  same: z.int(),
});
export type VersionDiff = z.infer<typeof versionDiffSchema>;

const side = z.object({
  split: z.enum(splits),
  messages: z.array(message),
  preference: preference.nullable(),
});

export const diffRowSchema = z.object({
  recordId: z.uuid(),
  label: z.string().nullable(),
  before: side.nullable().describe('null where the row was added'),
  after: side.nullable().describe('null where the row was removed'),
});
export type DiffRow = z.infer<typeof diffRowSchema>;

const compared = projectRef.extend({
  id: z.uuid().describe('Id of the version'),
  against: z.uuid().optional().describe('Another version; the one before of the same dataset where absent'),
});

export const versionDiffContract = {
  counts: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/dataset-versions/{id}/diff',
    'How many rows differ from another version',
  )
    .input(compared)
    .output(versionDiffSchema),
  rows: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/dataset-versions/{id}/diff-rows',
    'Rows that differ in one way, in their order',
  )
    .input(compared.extend({ ...pageQuery.shape, kind: z.enum(diffKinds) }))
    .output(page(diffRowSchema)),
};
