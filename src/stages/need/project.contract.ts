import * as z from 'zod';
import { projectRoles } from '#platform/auth/permissions.ts';
import { endpoint, projectRef, timestamp } from '#platform/http/contract.ts';

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,48}$/, 'Use lower case letters, digits and dashes, 2 to 49 of them.')
  .describe('Name in addresses and commands');

export const projectSchema = z.object({
  id: z.uuid(),
  slug: slugSchema,
  name: z.string(),
  languages: z.array(z.string()),
  systemPrompt: z
    .string()
    .describe("The project's own system prompt: the same in training, evaluation and serving"),
  turn: z.int().describe('How many times the loop has gone round'),
  version: z.int(),
  createdAt: timestamp,
});
export type Project = z.infer<typeof projectSchema>;

/** What every member may know of a project; how it is built is for those who may read it. */
export const projectCardSchema = projectSchema.omit({ systemPrompt: true });
export type ProjectCard = z.infer<typeof projectCardSchema>;

const editable = z.object({
  name: z.string().min(1).max(120),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/, 'Use ISO 639 codes such as en, zh.'))
    .min(1)
    .default(['en']),
  systemPrompt: z.string().max(8_000).default(''),
});

export const memberSchema = z.object({
  userId: z.string(),
  name: z.string(),
  role: z.enum(projectRoles),
  addedAt: timestamp,
});

export const projectContract = {
  list: endpoint('signed-in', 'GET', '/projects', 'Projects the caller belongs to').output(
    z.object({ items: z.array(projectCardSchema) }),
  ),
  create: endpoint('organization', 'POST', '/projects', 'Start a project')
    .input(editable.extend({ slug: slugSchema }))
    .output(projectSchema),
  get: endpoint('project.read', 'GET', '/projects/{project}', 'One project')
    .input(projectRef)
    .output(projectSchema),
  update: endpoint('project.write', 'PATCH', '/projects/{project}', 'Change a project')
    .input(projectRef.extend({ version: z.int(), ...editable.partial().shape }))
    .output(projectSchema),
  members: {
    list: endpoint('project.read', 'GET', '/projects/{project}/members', 'People of a project')
      .input(projectRef)
      .output(z.object({ items: z.array(memberSchema) })),
    put: endpoint('members.write', 'PUT', '/projects/{project}/members/{userId}', 'Give a person a role')
      .input(projectRef.extend({ userId: z.string(), role: z.enum(projectRoles) }))
      .output(z.object({ userId: z.string(), role: z.enum(projectRoles) })),
    remove: endpoint('members.write', 'DELETE', '/projects/{project}/members/{userId}', 'Take a person out')
      .input(projectRef.extend({ userId: z.string() }))
      .output(z.object({ removed: z.boolean() })),
  },
};
