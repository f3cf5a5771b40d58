import * as z from 'zod';
import { endpoint, timestamp } from '#platform/http/contract.ts';
import { projectRoles } from './permissions.ts';

export const organizationRoleSchema = z.enum(['owner', 'admin', 'member']);

export const personSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  organizationRole: organizationRoleSchema,
  projects: z.array(z.object({ projectId: z.uuid(), slug: z.string(), role: z.enum(projectRoles) })),
  hasPassword: z.boolean().describe('false = signs in by one-time links only'),
  lastSeenAt: timestamp.nullable().describe('Last use of a session that is still open'),
  joinedAt: timestamp,
});
export type Person = z.infer<typeof personSchema>;

export const linkSchema = z.object({
  url: z.string().describe('Signs in once; it is shown once'),
  minutes: z.int(),
  expiresAt: timestamp,
});

const userRef = z.object({ userId: z.string().min(1) });

/** People of the installation. What they may do inside a project is said there (`/projects/{project}/members`). */
export const memberContract = {
  list: endpoint('organization', 'GET', '/members', 'People, their roles and their projects').output(
    z.object({ items: z.array(personSchema) }),
  ),
  invite: endpoint('organization', 'POST', '/members', 'Invite a person by a one-time link')
    .meta({ answersSecret: true })
    .input(
      z.object({
        email: z.email().max(200),
        name: z.string().trim().min(1).max(120),
        organizationRole: organizationRoleSchema.default('member'),
        projects: z
          .array(z.object({ project: z.string().describe('Project id or slug'), role: z.enum(projectRoles) }))
          .max(100)
          .default([]),
      }),
    )
    .output(z.object({ userId: z.string(), link: linkSchema })),
  makeLink: endpoint('organization', 'POST', '/members/{userId}/links', 'A new one-time link for a person')
    .meta({ answersSecret: true })
    .input(userRef)
    .output(linkSchema),
  update: endpoint(
    'organization',
    'PATCH',
    '/members/{userId}',
    "Change a person's role; ends their sessions",
  )
    .input(userRef.extend({ organizationRole: organizationRoleSchema }))
    .output(personSchema),
  remove: endpoint(
    'organization',
    'DELETE',
    '/members/{userId}',
    'Take a person out: sessions, links, keys and projects end at once',
  )
    .input(userRef)
    .output(z.object({ removed: z.boolean(), keysRevoked: z.int() })),
};
