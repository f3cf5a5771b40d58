import * as z from 'zod';
import { endpoint, page, pageQuery, timestamp } from '#platform/http/contract.ts';

export const auditEntrySchema = z.object({
  id: z.uuid(),
  at: timestamp,
  actor: z.string().describe('`user:<id>`, `key:<id>`, `system` or `nobody`'),
  actorName: z.string().nullable(),
  action: z.string(),
  projectId: z.uuid().nullable(),
  subjectKind: z.string(),
  subjectId: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** The trail of changes of rights, releases, exports and deletions. The database refuses to change or delete of it. */
export const auditContract = {
  list: endpoint('organization', 'GET', '/audit', 'The trail, newest first')
    .input(
      z.object({
        ...pageQuery.shape,
        project: z.string().optional().describe('Project id or slug'),
        action: z.string().optional().describe('`key.create`, or `key.` for all that begins so'),
        actor: z.string().optional(),
        subjectId: z.string().optional(),
      }),
    )
    .output(page(auditEntrySchema)),
};
