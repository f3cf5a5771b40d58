import * as z from 'zod';
import { endpoint, projectRef, timestamp } from '#platform/http/contract.ts';

const weight = z
  .number()
  .min(0)
  .max(1000)
  .default(1)
  .describe('Share of the traffic, relative to the other targets');
const systemPrompt = z.string().max(20_000).default('').describe('For conversations that bring none');

export const targetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('version'), modelVersionId: z.uuid(), weight }),
  z.object({ kind: z.literal('base'), baseModelId: z.uuid(), systemPrompt, weight }),
  z.object({ kind: z.literal('connection'), connectionId: z.uuid(), systemPrompt, weight }),
]);

const targetsSchema = z
  .array(targetSchema)
  .min(1)
  .max(8)
  .refine(targets => targets.some(target => target.weight > 0), 'one target at least has a weight above 0');

export const deploymentSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  targets: z.array(targetSchema),
  state: z.enum(['live', 'stopped']),
  version: z.int(),
  createdBy: z.string(),
  createdAt: timestamp,
});
export type Deployment = z.infer<typeof deploymentSchema>;

export const revisionSchema = z.object({
  version: z.int(),
  targets: z.array(targetSchema),
  createdBy: z.string(),
  createdAt: timestamp,
});
export type DeploymentRevision = z.infer<typeof revisionSchema>;

const deploymentRef = projectRef.extend({ deployment: z.string().min(1).describe('Name or id') });
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, dash and underscore, at most 64');

/** A stable name that applications call; what answers behind it can change and go back. */
export const deploymentContract = {
  list: endpoint('serving.read', 'GET', '/projects/{project}/deployments', 'Deployments of a project')
    .input(projectRef)
    .output(z.object({ items: z.array(deploymentSchema) })),
  get: endpoint('serving.read', 'GET', '/projects/{project}/deployments/{deployment}', 'One deployment')
    .input(deploymentRef)
    .output(deploymentSchema),
  revisions: endpoint(
    'serving.read',
    'GET',
    '/projects/{project}/deployments/{deployment}/revisions',
    'What it pointed to, newest first',
  )
    .input(deploymentRef)
    .output(z.object({ items: z.array(revisionSchema) })),
  create: endpoint('serving.write', 'POST', '/projects/{project}/deployments', 'Serve models under a name')
    .input(projectRef.extend({ name, targets: targetsSchema }))
    .output(deploymentSchema),
  update: endpoint(
    'serving.write',
    'PATCH',
    '/projects/{project}/deployments/{deployment}',
    'Point it elsewhere, stop it or start it again',
  )
    .input(
      deploymentRef.extend({
        version: z.int().describe('The version you read'),
        targets: targetsSchema.optional(),
        state: deploymentSchema.shape.state.optional(),
      }),
    )
    .output(deploymentSchema),
  rollback: endpoint(
    'serving.write',
    'POST',
    '/projects/{project}/deployments/{deployment}/rollbacks',
    'Back to what it pointed to before',
  )
    .input(
      deploymentRef.extend({
        version: z.int().describe('The version you read'),
        to: z.int().min(1).optional().describe('The version to go back to; the one before where absent'),
      }),
    )
    .output(deploymentSchema),
};
