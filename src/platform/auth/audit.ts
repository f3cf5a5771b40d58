import { sql } from 'kysely';
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

export type AuditFilter = { projectId?: string; action?: string; actor?: string; subjectId?: string };

/** Newest first, those before an id. `action` may end in a dot: all that begins so. */
export async function listAudit(db: Db, filter: AuditFilter, beforeId: string | undefined, limit: number) {
  const { projectId, action, actor, subjectId } = filter;
  const found = await db
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'action', 'projectId', 'subjectKind', 'subjectId', 'detail'])
    .select(sql<string | null>`(select name from "user" where 'user:' || id = audit.actor)`.as('actorName'))
    .$if(beforeId !== undefined, query => query.where('id', '<', beforeId!))
    .$if(projectId !== undefined, query => query.where('projectId', '=', projectId!))
    .$if(actor !== undefined, query => query.where('actor', '=', actor!))
    .$if(subjectId !== undefined, query => query.where('subjectId', '=', subjectId!))
    .$if(action !== undefined, query =>
      action!.endsWith('.')
        ? query.where('action', 'like', `${action!.replaceAll(/[\\%_]/g, '\\$&')}%`)
        : query.where('action', '=', action!),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return found.map(row => ({ ...row, detail: row.detail as Record<string, unknown> }));
}
