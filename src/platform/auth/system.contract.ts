import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { endpoint, projectRef, timestamp } from '#platform/http/contract.ts';
import { permissions } from './permissions.ts';

export const scopeSchema = z.enum([...permissions, 'all']);

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scopeSchema),
  projectId: z.uuid().nullable(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
});

export const statusSchema = z.object({
  version: z.string(),
  database: z.string(),
  dataDirectory: z.string(),
  startedAt: timestamp,
  objects: z.record(z.string(), z.int()).describe('How many there are of each kind'),
});

export const projectEventSchema = z.object({
  id: z.int(),
  kind: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  payload: z.unknown(),
  at: timestamp,
});

/** The installation itself: health, who am I, keys, and the event stream of a project. */
export const systemContract = {
  health: endpoint('public', 'GET', '/system/health', 'Is it up').output(
    z.object({ ok: z.literal(true), version: z.string() }),
  ),
  status: endpoint('organization', 'GET', '/system/status', 'Where everything is and what runs').output(
    statusSchema,
  ),
  me: endpoint('signed-in', 'GET', '/system/me', 'Who the caller is').output(
    z.object({ ref: z.string(), userId: z.string().nullable(), organizationRole: z.string().nullable() }),
  ),
  makeLoginLink: endpoint(
    'organization',
    'POST',
    '/system/login-links',
    'A link that signs the caller in once',
  )
    .input(z.object({}))
    .output(z.object({ url: z.string(), minutes: z.int() })),
  keys: {
    list: endpoint('organization', 'GET', '/keys', 'API keys that are in force').output(
      z.object({ items: z.array(apiKeySchema) }),
    ),
    create: endpoint('organization', 'POST', '/keys', 'A key for an application; it is shown once')
      .input(
        z.object({
          name: z.string().min(1).max(80),
          project: z.string().optional().describe('Project id or slug the key is limited to'),
          scopes: z.array(scopeSchema.exclude(['all'])).min(1),
        }),
      )
      .output(z.object({ id: z.uuid(), key: z.string(), prefix: z.string() })),
    revoke: endpoint('organization', 'DELETE', '/keys/{id}', 'Ends a key at once')
      .input(z.object({ id: z.uuid() }))
      .output(z.object({ revoked: z.boolean() })),
  },
  events: endpoint(
    'project.read',
    'GET',
    '/projects/{project}/events',
    'Everything that happens in a project, live and resumable',
  )
    .input(
      projectRef.extend({
        after: z
          .int()
          .optional()
          .describe('Give events after this id; default: only new ones. Last-Event-ID wins.'),
      }),
    )
    .output(eventIterator(projectEventSchema)),
};
