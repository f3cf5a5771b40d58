import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { message, preference, rowKinds } from '../records/payload.ts';
import { importFailure } from '../sources/import.contract.ts';

export const splits = ['train', 'validation', 'test'] as const;
const share = z.number().min(0).max(100);

/** What goes into a version and how it is divided. */
export const datasetRecipe = z.strictObject({
  split: z
    .strictObject({ train: share, validation: share, test: share })
    .refine(
      ({ train, validation, test }) => train > 0 && train + validation + test > 0,
      'The training share must be above zero.',
    )
    .optional()
    .describe('Shares in any unit; 80/10/10 where absent, 70/15/15 below 2,000 rows'),
  seed: z.int().default(1),
  sources: z.array(z.uuid()).optional(),
  imports: z
    .strictObject({ train: z.array(z.uuid()).min(1), validation: z.array(z.uuid()).default([]) })
    .optional()
    .describe(
      'Only what these imports brought, each in the split it is named under; nothing goes to the test split. A question in both is held out',
    ),
  labels: z.array(z.string()).optional(),
  languages: z.array(z.string()).optional(),
  kinds: z
    .array(z.enum(rowKinds))
    .optional()
    .describe('Conversations, pairs, judged answers; all where absent'),
  maxRows: z.int().min(1).optional().describe('Oldest first'),
  nearDuplicates: z
    .enum(['all', 'representatives'])
    .default('all')
    .describe('Of a near cluster keep all, or the representative and what is protected'),
  reserved: z
    .enum(['fail', 'exclude'])
    .default('fail')
    .describe('What to do with training rows whose question another test split reserved'),
});
export type DatasetRecipe = z.infer<typeof datasetRecipe>;

const counts = z.object({ train: z.int(), validation: z.int(), test: z.int() });
const quantiles = z.object({ min: z.int(), median: z.int(), p90: z.int(), p99: z.int(), max: z.int() });

export const versionFacts = z.object({
  rows: z.int(),
  groups: z.int(),
  bySplit: counts,
  byKind: z
    .object({ conversation: counts, pair: counts, judged: counts })
    .describe(
      'sft learns from conversations, dpo from pairs, kto from judged answers and both answers of pairs',
    ),
  byLabel: z.record(z.string(), counts),
  tokens: z
    .object({ total: z.int(), row: quantiles, question: quantiles, answer: quantiles })
    .describe('Estimated without a tokenizer'),
});

export const offenderSchema = z.object({
  recordId: z.uuid(),
  reservedRecordId: z.uuid(),
  datasetVersionId: z.uuid(),
  by: z.enum(['same_question', 'near_question']),
});

export const datasetVersionSchema = z.object({
  id: z.uuid(),
  datasetId: z.uuid(),
  dataset: z.string().describe('Name of the dataset'),
  n: z.int(),
  state: z.enum(['building', 'frozen', 'failed']),
  recipe: datasetRecipe,
  digest: z.string().nullable().describe('SHA-256 of the manifest'),
  files: z
    .record(z.string(), z.string())
    .describe(
      'Artifact digest by file name: manifest.jsonl, and of each split its conversations (train.jsonl) and, where there are such rows, what dpo and kto read (train.dpo.jsonl, train.kto.jsonl)',
    ),
  facts: versionFacts.nullable(),
  error: importFailure.extend({ offenders: z.array(offenderSchema).optional() }).nullable(),
  createdAt: timestamp,
  frozenAt: timestamp.nullable(),
});
export type DatasetVersion = z.infer<typeof datasetVersionSchema>;

export const datasetSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: timestamp,
  latest: datasetVersionSchema.nullable(),
});

export const datasetRowSchema = z.object({
  recordId: z.uuid(),
  revisionId: z.uuid(),
  split: z.enum(splits),
  groupKey: z.string(),
  label: z.string().nullable(),
  messages: z.array(message),
  preference: preference.nullable(),
});
export type DatasetRow = z.infer<typeof datasetRowSchema>;

const versionRef = projectRef.extend({ id: z.uuid().describe('Id of the version') });

/** Data packed for training: a version never changes once it is frozen. */
export const datasetContract = {
  list: endpoint('data.read', 'GET', '/projects/{project}/datasets', 'Datasets with their latest version')
    .input(projectRef.extend(pageQuery.shape))
    .output(page(datasetSchema)),
  create: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/datasets',
    'Name a dataset; one of that name is given back',
  )
    .input(projectRef.extend({ name: z.string().min(1).max(120) }))
    .output(datasetSchema),
  freeze: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/datasets/{id}/versions',
    'Freeze the active records as the next version',
  )
    .input(idInProject.extend({ recipe: datasetRecipe.prefault({}) }))
    .output(datasetVersionSchema),
  versions: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/datasets/{id}/versions',
    'Versions of a dataset, newest first',
  )
    .input(idInProject.extend(pageQuery.shape))
    .output(page(datasetVersionSchema)),
  version: endpoint('data.read', 'GET', '/projects/{project}/dataset-versions/{id}', 'One version')
    .input(versionRef)
    .output(datasetVersionSchema),
  rows: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/dataset-versions/{id}/rows',
    'Rows of a version in their order',
  )
    .input(versionRef.extend({ ...pageQuery.shape, split: z.enum(splits).optional() }))
    .output(page(datasetRowSchema)),
};
