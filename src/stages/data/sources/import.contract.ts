import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { mappingWish, rowMapping } from '../formats/file-format.ts';
import { rejectCodes } from '../formats/reject.ts';
import { message, preference } from '../records/payload.ts';

export const importFailure = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
});

export const importSchema = z.object({
  id: z.uuid(),
  number: z.int().describe('Import 3 of the project'),
  sourceId: z.uuid(),
  fileName: z.string(),
  fileDigest: z.string(),
  format: z.string().describe('jsonl, json or csv; empty until the file has been looked at'),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  bytesTotal: z.int(),
  bytesDone: z.int(),
  readCount: z.int().describe('Rows read: always the sum of the three counts below'),
  recordCount: z.int(),
  duplicateCount: z.int(),
  rejectCount: z.int(),
  error: importFailure.nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
});
export type Import = z.infer<typeof importSchema>;

export const rejectSchema = z.object({
  line: z.int().describe('Line in the file, from 1; in a JSON array the number of the element'),
  code: z.enum(rejectCodes),
  field: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  raw: z.string(),
});

export const importedDuplicateSchema = z.object({
  line: z.int(),
  recordId: z.uuid().describe('The record that was there before'),
  by: z.enum(['content', 'external_id']),
});

const uploaded = projectRef.extend({
  sourceId: z.uuid(),
  fileDigest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('As POST /artifacts answered it'),
  fileName: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\p{Cc}]+$/u)
    .describe('A name to tell it by, no path that anything is read from'),
});

const previewedRow = z.object({
  line: z.int(),
  becomes: z.enum(['record', 'duplicate', 'reject']),
  messages: z
    .array(message)
    .nullable()
    .describe('As they will be stored; null where the row could not be read'),
  preference: preference.nullable(),
  label: z.string().nullable(),
  externalId: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()).nullable(),
});

export const importPreviewSchema = z.object({
  format: z.string(),
  delimiter: z.string().nullable(),
  encoding: z.string(),
  bytesTotal: z.int(),
  isWhole: z.boolean().describe('Every row was looked at, not only those of the first 256 KB'),
  fields: z.array(z.object({ name: z.string(), filled: z.number(), example: z.string() })),
  mapping: rowMapping.nullable().describe('What an import would use; null where it has to be named'),
  mappingFrom: z.enum(['wish', 'last_import', 'guess']),
  problem: importFailure.nullable(),
  rows: z.array(previewedRow).describe('The first 50'),
  rejects: z.array(rejectSchema).describe('The first 50 that would be rejected'),
  counts: z.object({ read: z.int(), record: z.int(), duplicate: z.int(), reject: z.int() }),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** Files on their way in. Every row ends as record, duplicate or reject. */
export const importContract = {
  list: endpoint('data.read', 'GET', '/projects/{project}/imports', 'Imports, newest first')
    .input(projectRef.extend({ ...pageQuery.shape, source: z.uuid().optional() }))
    .output(page(importSchema)),
  create: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/imports',
    'Import an uploaded file; the same file again changes nothing',
  )
    .input(uploaded.extend({ mapping: mappingWish.default({}) }))
    .output(importSchema),
  preview: endpoint(
    'data.write',
    'POST',
    '/projects/{project}/imports/preview',
    'What an import would make of the first rows of an uploaded file; stores nothing',
  )
    .input(
      uploaded.extend({
        mapping: mappingWish
          .optional()
          .describe('Absent: that of the last import of the source where it fits, else guessed'),
      }),
    )
    .output(importPreviewSchema),
  get: endpoint('data.read', 'GET', '/projects/{project}/imports/{id}', 'One import with its counts')
    .input(idInProject)
    .output(importSchema),
  rejects: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/imports/{id}/rejects',
    'Rows that could not be imported, with reason and raw text',
  )
    .input(idInProject.extend(pageQuery.shape))
    .output(page(rejectSchema)),
  rejectFile: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/imports/{id}/rejects.jsonl',
    'The same as a JSONL file',
  )
    .input(idInProject)
    .output(z.instanceof(Blob)),
  duplicates: endpoint(
    'data.read',
    'GET',
    '/projects/{project}/imports/{id}/duplicates',
    'Rows that were there already',
  )
    .input(idInProject.extend(pageQuery.shape))
    .output(page(importedDuplicateSchema)),
};
