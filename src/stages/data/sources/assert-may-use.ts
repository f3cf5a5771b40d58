import type { Actor } from '#platform/auth/actor.ts';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import { hasSent } from '#platform/storage/artifact-grants.ts';
import { hasImported } from './import.queries.ts';

/**
 * A file of the store may be imported by who sent it, or again in a project that it came into before. To everybody else
 * it is not there: knowing a digest must not give the text of another project. Throws `not_found`.
 */
export async function assertMayUse(
  db: Db,
  projectId: string | null,
  actor: Pick<Actor, 'ref'>,
  digest: string,
): Promise<void> {
  if (await hasSent(db, actor.ref, digest)) return;
  if (projectId !== null && (await hasImported(db, projectId, digest))) return;
  throw notFound('artifact', digest);
}
