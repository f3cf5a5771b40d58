import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';

export type AuditEntry = {
  actor: string;
  action: string;
  projectId: string | null;
  subjectKind: string;
  subjectId: string;
  detail?: Record<string, unknown>;
};

/** The trail of changes of rights, releases, exports and deletions; in the caller's transaction, append-only. */
export async function appendAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({ ...entry, id: newId(), detail: JSON.stringify(entry.detail ?? {}) })
    .execute();
}
