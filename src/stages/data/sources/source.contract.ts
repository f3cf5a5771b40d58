import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';

export const sourceOrigins = ['own', 'public', 'user_generated', 'expert', 'synthetic', 'crowd'] as const;

const editable = z.object({
  name: z.string().min(1).max(120),
  origin: z.enum(sourceOrigins),
  licence: z.string().max(200).default(''),
  consentBasis: z.string().max(2_000).default('').describe('Why these texts may be used'),
  piiPolicy: z.enum(['replace', 'set_aside', 'keep']).default('replace'),
  grade: z
    .enum(['A', 'B', 'C', 'D'])
    .nullable()
    .default(null)
    .describe('Better grades represent a duplicate cluster'),
});

export const sourceSchema = editable.extend({
  id: z.uuid(),
  version: z.int(),
  records: z.int().describe('Records that came in from it'),
  createdBy: z.string(),
  createdAt: timestamp,
});
export type Source = z.infer<typeof sourceSchema>;

/** Where data comes from, with the right to use it. */
export const sourceContract = {
  list: endpoint('data.read', 'GET', '/projects/{project}/sources', 'Sources of a project')
    .input(projectRef.extend(pageQuery.shape))
    .output(page(sourceSchema)),
  create: endpoint('data.write', 'POST', '/projects/{project}/sources', 'Name a source of data')
    .input(projectRef.extend(editable.shape))
    .output(sourceSchema),
  get: endpoint('data.read', 'GET', '/projects/{project}/sources/{id}', 'One source')
    .input(idInProject)
    .output(sourceSchema),
  update: endpoint('data.write', 'PATCH', '/projects/{project}/sources/{id}', 'Change a source')
    .input(idInProject.extend({ version: z.int(), ...z.object(editable.shape).partial().shape }))
    .output(sourceSchema),
};
