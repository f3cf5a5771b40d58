import type { Db } from '#platform/database/database.ts';

export type VisibleProject = { id: string; slug: string };

/** Projects by id, or all that are not archived. */
export async function listProjectSlugs(db: Db, ids: readonly string[] | null): Promise<VisibleProject[]> {
  if (ids?.length === 0) return [];
  return db
    .selectFrom('project')
    .select(['id', 'slug'])
    .where('archivedAt', 'is', null)
    .$if(ids !== null, query => query.where('id', 'in', ids!))
    .orderBy('slug')
    .execute();
}
