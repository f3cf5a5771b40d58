import { sql } from 'kysely';
import type { ProjectRole } from '#platform/auth/permissions.ts';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';

const columns = ['id', 'slug', 'name', 'languages', 'systemPrompt', 'turn', 'version', 'createdAt'] as const;

export type NewProject = { slug: string; name: string; languages: string[]; systemPrompt: string };

export async function insertProject(db: Db, project: NewProject) {
  const row = {
    ...project,
    id: newId(),
    organizationId: 'attune',
    languages: JSON.stringify(project.languages),
    archivedAt: null,
  };
  return db
    .insertInto('project')
    .values(row)
    .onConflict(conflict => conflict.column('slug').doNothing())
    .returning(columns)
    .executeTakeFirst();
}

/** All projects, or those of one person. */
export async function listProjects(db: Db, ids: string[] | null) {
  return db
    .selectFrom('project')
    .select(['id', 'slug', 'name', 'languages', 'turn', 'version', 'createdAt'])
    .where('archivedAt', 'is', null)
    .$if(ids !== null, query =>
      query.where('id', 'in', ids!.length > 0 ? ids! : ['00000000-0000-7000-8000-000000000000']),
    )
    .orderBy('createdAt')
    .execute();
}

export async function getProject(db: Db, id: string) {
  return db.selectFrom('project').select(columns).where('id', '=', id).executeTakeFirstOrThrow();
}

export async function updateProject(db: Db, id: string, version: number, change: Partial<NewProject>) {
  const { languages, ...rest } = change;
  return db
    .updateTable('project')
    .set({ ...rest, ...(languages ? { languages: JSON.stringify(languages) } : {}), version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning(columns)
    .executeTakeFirst();
}

export async function listMembers(db: Db, projectId: string) {
  const { rows } = await sql<{ userId: string; name: string; role: ProjectRole; addedAt: Date }>`
    select m.user_id, u.name, m.role, m.added_at from project_member m join "user" u on u.id = m.user_id
    where m.project_id = ${projectId} order by m.added_at`.execute(db);
  return rows;
}

export async function findMemberRole(
  db: Db,
  projectId: string,
  userId: string,
): Promise<ProjectRole | undefined> {
  const found = await db
    .selectFrom('projectMember')
    .select('role')
    .where('projectId', '=', projectId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return found?.role;
}

export async function upsertMember(
  db: Db,
  projectId: string,
  userId: string,
  role: ProjectRole,
): Promise<void> {
  await db
    .insertInto('projectMember')
    .values({ projectId, userId, role })
    .onConflict(conflict => conflict.columns(['projectId', 'userId']).doUpdateSet({ role }))
    .execute();
}

export async function deleteMember(db: Db, projectId: string, userId: string): Promise<boolean> {
  const done = await db
    .deleteFrom('projectMember')
    .where('projectId', '=', projectId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return done.numDeletedRows > 0n;
}
