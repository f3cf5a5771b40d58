import * as z from 'zod';
import { endpoint, projectRef, timestamp } from '#platform/http/contract.ts';

export const reasonSchema = z
  .enum(['mandated', 'tone', 'domain', 'task'])
  .describe(
    'Why fine-tune: a mandated project, a tone that prompts cannot hold, a domain the base lacks, a task it cannot do',
  );

const tried = z.enum(['no', 'insufficient', 'sufficient', 'not_applicable']);

/** The readiness questions of PRODUCT.md section 1. */
export const readinessSchema = z.object({
  zeroShot: tried.default('no'),
  fewShot: tried.default('no'),
  chainOfThought: tried.default('no'),
  retrieval: tried.default('no').describe('RAG'),
  decomposed: z.boolean().default(false).describe('Was the task split into smaller ones?'),
  goodRows: z.int().min(0).default(0).describe('Rows of good data there are, or can be had'),
  nextBasePlan: z.string().default('').describe('What happens when a better base appears'),
});

export const briefBodySchema = z.object({
  reason: reasonSchema,
  problem: z.string().min(1).max(4_000),
  target: z.string().max(2_000).default('').describe('The improvement aimed at'),
  metrics: z
    .array(z.object({ name: z.string(), now: z.string().default(''), aim: z.string().default('') }))
    .default([]),
  limits: z.string().max(2_000).default(''),
  readiness: readinessSchema.default(readinessSchema.parse({})),
});
export type BriefBody = z.infer<typeof briefBodySchema>;

export const verdicts = ['improve_prompts', 'try_retrieval', 'gather_data', 'tune'] as const;

export const assessmentSchema = z.object({
  verdict: z.enum(verdicts),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  missing: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type Assessment = z.infer<typeof assessmentSchema>;

export const briefSchema = briefBodySchema.extend({
  version: z.int(),
  updatedBy: z.string(),
  updatedAt: timestamp,
});

export const briefContract = {
  get: endpoint('project.read', 'GET', '/projects/{project}/brief', 'The brief of a project')
    .input(projectRef)
    .output(briefSchema.nullable()),
  put: endpoint('project.write', 'PUT', '/projects/{project}/brief', 'Write the brief')
    .input(
      projectRef.extend({
        brief: briefBodySchema,
        version: z.int().min(0).describe('The version you read; 0 for the first'),
      }),
    )
    .output(briefSchema),
  assess: endpoint(
    'project.write',
    'POST',
    '/projects/{project}/assessments',
    'Is tuning the right thing to do?',
  )
    .input(projectRef)
    .output(assessmentSchema.extend({ id: z.uuid(), briefVersion: z.int(), createdAt: timestamp })),
};
