import { newId } from '#platform/database/new-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { InProject } from '#platform/http/context.ts';
import { findSourceByName, insertSource, requestImport } from '#stages/data/index.ts';
import { insertFile } from './file.queries.ts';

export type FileWish = { purpose: string; filename: string; digest: string };

/**
 * Makes what was sent a file of the project: an import into the source of that name, which there is afterwards, begins
 * in the same transaction. Gives the file's id. Throws `purpose_unsupported`.
 */
export async function receiveFile(context: InProject, wish: FileWish): Promise<string> {
  assertPurpose(wish.purpose);
  const { db, project, actor, services } = context;
  const id = newId(services.clock());
  const { digest, filename: fileName } = wish;
  const sourceId = await ensureSource(context, fileName);
  const { id: importId, bytesTotal } = await requestImport(context, {
    sourceId,
    fileName,
    fileDigest: digest,
    mapping: {},
  });
  const about = { projectId: project.id, fileName, digest, sizeBytes: bytesTotal, createdBy: actor.ref };
  await insertFile(db, { ...about, id, purpose: 'fine-tune', importId, jobId: null });
  return id;
}

const longestName = 120;

/** Files of one name come from one place: its quality is known by all of them. */
async function ensureSource({ db, project, actor }: InProject, fileName: string): Promise<string> {
  const name = fileName.slice(0, longestName);
  const made = await insertSource(
    db,
    project.id,
    { name, origin: 'own', consentBasis: 'Sent through /v1/files' },
    actor.ref,
  );
  return (made ?? (await findSourceByName(db, project.id, name)))!.id;
}

function assertPurpose(purpose: string): void {
  if (purpose === 'fine-tune') return;
  throw new AttuneError('purpose_unsupported', `Files of the purpose "${purpose}" have no use here.`, {
    fields: { param: 'purpose' },
    remedy: 'Send it with the purpose "fine-tune".',
  });
}
