import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { endpoint, projectRef, timestamp } from '#platform/http/contract.ts';
import { auditContract } from './audit.contract.ts';
import { keyContract } from './key.contract.ts';
import { linkSchema, memberContract } from './member.contract.ts';
import { projectRoles } from './permissions.ts';

export const statusSchema = z.object({
  version: z.string(),
  database: z.string(),
  dataDirectory: z.string(),
  startedAt: timestamp,
  objects: z.record(z.string(), z.int()).describe('How many there are of each kind'),
  process: z
    .object({
      memoryBytes: z.int(),
      lateMs: z.object({ p99: z.number(), max: z.number() }).describe('How late the event loop came'),
      longestWorkMs: z.number().describe('The longest that it worked without coming back to its event loop'),
    })
    .describe('How the server process did over the last minute'),
  waits: z
    .array(z.object({ job: z.string(), code: z.string(), message: z.string(), remedy: z.string() }))
    .describe('Work of this process that goes on once the database is back or there is room on the disk'),
});

export const projectEventSchema = z.object({
  id: z.int(),
  kind: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  payload: z.unknown(),
  at: timestamp,
});

/** The installation itself: health, who am I, people, keys, the trail, and the event stream of a project. */
export const systemContract = {
  health: endpoint('public', 'GET', '/system/health', 'Is it up').output(
    z.object({ ok: z.literal(true), version: z.string() }),
  ),
  signInWays: endpoint('public', 'GET', '/system/sign-in-ways', 'How people sign in here').output(
    z.object({
      password: z.literal(true),
      oidc: z.object({ name: z.string() }).nullable().describe('The provider, as its button calls it'),
    }),
  ),
  status: endpoint('organization', 'GET', '/system/status', 'Where everything is and what runs').output(
    statusSchema,
  ),
  me: endpoint('signed-in', 'GET', '/system/me', 'Who the caller is').output(
    z.object({
      ref: z.string(),
      userId: z.string().nullable(),
      organizationRole: z.string().nullable(),
      person: z
        .object({
          name: z.string(),
          email: z.string(),
          hasPassword: z.boolean(),
          projects: z.array(z.object({ projectId: z.uuid(), slug: z.string(), role: z.enum(projectRoles) })),
        })
        .nullable()
        .describe(
          'Who is signed in, with the projects they were given; null for an application or a limited key',
        ),
    }),
  ),
  setName: endpoint('person', 'PUT', '/system/me/name', "Set the caller's name, as others read it")
    .input(z.object({ name: z.string().trim().min(1).max(120) }))
    .output(z.object({ name: z.string() })),
  makeLoginLink: endpoint('person', 'POST', '/system/login-links', 'A link that signs the caller in once')
    .meta({ answersSecret: true })
    .input(z.object({}))
    .output(linkSchema),
  setPassword: endpoint(
    'person',
    'POST',
    '/system/password',
    "Set the caller's password; ends other sessions",
  )
    .input(
      z.object({
        newPassword: z.string().min(10).max(128),
        currentPassword: z
          .string()
          .max(128)
          .optional()
          .describe('Needed where the session is older than 15 minutes'),
      }),
    )
    .output(z.object({ set: z.literal(true) })),
  keys: keyContract,
  members: memberContract,
  audit: auditContract,
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
