import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { Person } from './member.contract.ts';
import type { OrganizationRole, ProjectRole } from './permissions.ts';

/** People who belong here: all, or one. Those who were taken out keep their name in what they did, and nothing else. */
export async function listPeople(db: Db, userId: string | null): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select u.id as user_id, u.name, u.email, m.role as organization_role, m."createdAt" as joined_at,
      exists (select 1 from account a where a."userId" = u.id and a.password is not null) as has_password,
      (select max(s."updatedAt") from session s where s."userId" = u.id) as last_seen_at,
      coalesce((select jsonb_agg(jsonb_build_object('projectId', p.id, 'slug', p.slug, 'role', pm.role) order by p.slug)
        from project_member pm join project p on p.id = pm.project_id
        where pm.user_id = u.id and p.archived_at is null), '[]') as projects
    from member m join "user" u on u.id = m."userId"
    where ${userId}::text is null or u.id = ${userId}
    order by m."createdAt", u.id`.execute(db);
  return rows;
}

export async function insertMember(db: Db, userId: string, role: OrganizationRole): Promise<void> {
  await sql`insert into member (id, "organizationId", "userId", role, "createdAt")
    select ${newId()}, id, ${userId}, ${role}, now() from organization order by "createdAt" limit 1`.execute(
    db,
  );
}

export async function updateMemberRole(db: Db, userId: string, role: OrganizationRole): Promise<void> {
  await sql`update member set role = ${role} where "userId" = ${userId}`.execute(db);
}

export async function updatePersonName(db: Db, userId: string, name: string): Promise<void> {
  await sql`update "user" set name = ${name}, "updatedAt" = now() where id = ${userId}`.execute(db);
}

/** Memberships of the installation and of every project, and the password: who is invited again starts with a link. */
export async function deleteMember(db: Db, userId: string): Promise<void> {
  await sql`delete from member where "userId" = ${userId}`.execute(db);
  await sql`delete from account where "userId" = ${userId}`.execute(db);
  await db.deleteFrom('projectMember').where('userId', '=', userId).execute();
}

export async function insertProjectMember(
  db: Db,
  projectId: string,
  userId: string,
  role: ProjectRole,
): Promise<void> {
  await db.insertInto('projectMember').values({ projectId, userId, role }).execute();
}

/** One change of roles at a time: two owners who take the right from each other must not leave none. */
export async function lockRoles(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('attune_roles', 0))`.execute(db);
}

export async function countOwners(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from member where role = 'owner'`.execute(db);
  return rows[0]!.count;
}

export async function isMember(db: Db, userId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from member where "userId" = ${userId}`.execute(db);
  return rows.length > 0;
}

/** All of a person's sessions, or all but one. */
export async function deleteSessions(
  db: Db,
  userId: string,
  exceptId: string | null = null,
): Promise<number> {
  const done = await sql`delete from session
    where "userId" = ${userId} and (${exceptId}::text is null or id <> ${exceptId})`.execute(db);
  return Number(done.numAffectedRows ?? 0);
}

/** One-time links that were not opened yet. */
export async function deleteLinks(db: Db, email: string): Promise<void> {
  await sql`delete from verification
    where identifier like 'magic-link:%' and value::jsonb ->> 'email' = ${email}`.execute(db);
}
