import type { Readable } from 'node:stream';
import type { Db } from '#platform/database/database.ts';
import type { Services } from '#platform/http/services.ts';
import type { Artifact } from './artifact-store.ts';
import '#platform/auth/auth.tables.ts';

type Content = Readable | AsyncIterable<string | Uint8Array> | string | Uint8Array;

/**
 * Stores what somebody (`actor.ref`) sent, and that they had it. Files are kept once by digest for everybody, so a
 * digest alone must open nothing: whoever wants to use a file has sent its bytes, or finds it in their project.
 */
export async function storeUpload(
  { db, store }: Pick<Services, 'db' | 'store'>,
  holder: string,
  content: Content,
  sizeBytes?: number,
): Promise<Artifact> {
  const artifact = await store.put(content, sizeBytes);
  await db
    .insertInto('artifactGrant')
    .values({ digest: artifact.digest, holder })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  return artifact;
}

export async function hasSent(db: Db, holder: string, digest: string): Promise<boolean> {
  const found = await db
    .selectFrom('artifactGrant')
    .select('digest')
    .where('digest', '=', digest)
    .where('holder', '=', holder)
    .executeTakeFirst();
  return found !== undefined;
}
