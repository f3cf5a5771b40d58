import * as z from 'zod';
import { endpoint, timestamp } from '#platform/http/contract.ts';
import { permissions } from './permissions.ts';

export const scopeSchema = z.enum([...permissions, 'all']);

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('How it begins; the key itself is shown once, when it is made'),
  scopes: z.array(scopeSchema),
  projectId: z.uuid().nullable().describe('The only project it may touch'),
  userId: z.string().nullable().describe('The person whose rights it carries; null = an application'),
  createdBy: z.string().nullable(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable().describe('To the minute'),
  expiresAt: timestamp.nullable().describe('null = until it is revoked'),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

const wish = z.object({
  name: z.string().trim().min(1).max(80),
  project: z.string().optional().describe('Project id or slug the key is limited to'),
  expiresInDays: z.int().min(1).max(3_650).optional().describe('Absent = until it is revoked'),
});
const made = z.object({ id: z.uuid(), key: z.string(), prefix: z.string(), expiresAt: timestamp.nullable() });
const list = z.object({ items: z.array(apiKeySchema) });
const keyRef = z.object({ id: z.uuid() });
const revoked = z.object({ revoked: z.boolean() });

/** API keys: of applications, and people's own for scripts and terminals. */
export const keyContract = {
  list: endpoint('organization', 'GET', '/keys', 'API keys that are in force').output(list),
  create: endpoint('organization', 'POST', '/keys', 'A key for an application; it is shown once')
    .meta({ answersSecret: true })
    .input(wish.extend({ scopes: z.array(scopeSchema.exclude(['all'])).min(1) }))
    .output(made),
  revoke: endpoint('organization', 'DELETE', '/keys/{id}', 'Ends a key at once')
    .input(keyRef)
    .output(revoked),
  own: {
    list: endpoint('person', 'GET', '/keys/own', "The caller's own keys").output(list),
    create: endpoint('person', 'POST', '/keys/own', "A key with the caller's rights; it is shown once")
      .meta({ answersSecret: true })
      .input(wish.extend({ scopes: z.array(scopeSchema).min(1).default(['all']) }))
      .output(made),
    revoke: endpoint('person', 'DELETE', '/keys/own/{id}', "Ends one of the caller's own keys at once")
      .input(keyRef)
      .output(revoked),
  },
};
