import { createHash } from 'node:crypto';
import { appendEvent } from '#platform/events/append-event.ts';
import type { InProject } from '#platform/http/context.ts';
import type { MappingWish } from '../formats/file-format.ts';
import { canonicalJson } from '../records/content-hash.ts';
import { assertMayUse } from './assert-may-use.ts';
import { importFileJob } from './import-file.job.ts';
import { findSameImport, insertImport, queueImport } from './import.queries.ts';
import { getSource } from './source.queries.ts';

export type ImportWish = { sourceId: string; fileDigest: string; fileName: string; mapping: MappingWish };

/**
 * Starts an import. The same file with the same mapping into the same source is the import that is there; one that
 * failed is tried again from where it stood.
 */
export async function requestImport({ db, project, actor, services }: InProject, wish: ImportWish) {
  const source = await getSource(db, project.id, wish.sourceId);
  await assertMayUse(db, project.id, actor, wish.fileDigest);
  const bytesTotal = await services.store.size(wish.fileDigest);
  const mappingHash = createHash('sha256').update(canonicalJson(wish.mapping)).digest('hex');
  const same = await findSameImport(db, source.id, wish.fileDigest, mappingHash);
  if (same && same.state !== 'failed') return same;
  const batch = same
    ? await queueImport(db, same.id)
    : await insertImport(db, project.id, { ...wish, mappingHash, bytesTotal, createdBy: actor.ref });
  await appendEvent(db, project.id, {
    kind: 'import.queued',
    subjectKind: 'import',
    subjectId: batch.id,
    payload: { number: batch.number },
  });
  await services.jobs.enqueue(db, importFileJob, { importId: batch.id });
  return batch;
}
