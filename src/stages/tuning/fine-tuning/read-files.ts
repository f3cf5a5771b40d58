import type { Db } from '#platform/database/database.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { getImport, listRejects } from '#stages/data/index.ts';
import { findImportOf } from './file.queries.ts';
import type { LockedJob } from './job.queries.ts';
import type { Desk } from './while-validating.ts';

type Import = Awaited<ReturnType<typeof getImport>>;
export type ReadFiles = { training: Import; validation: Import | null };

/** Waits until the imports of a job's files are over. Throws `invalid_<file>` that names the lines that could not be read. */
export async function readFiles(
  desk: Desk,
  { trainingFileId, validationFileId }: LockedJob,
): Promise<ReadFiles> {
  const training = await readFile(desk, trainingFileId, 'training_file');
  const validation = validationFileId ? await readFile(desk, validationFileId, 'validation_file') : null;
  return { training, validation };
}

async function readFile(desk: Desk, fileId: string, param: string): Promise<Import> {
  const { services, project, signal } = desk;
  const importId = await findImportOf(services.db, fileId);
  for (;;) {
    const batch = await getImport(services.db, project.id, importId);
    if (batch.state === 'failed') throw unreadable(param, batch);
    if (batch.state === 'done' && batch.rejectCount > 0) throw await badRows(services.db, param, batch);
    if (batch.state === 'done') return batch;
    await services.bell.wait(project.id, signal);
    signal.throwIfAborted();
  }
}

function unreadable(param: string, { fileName, error }: Import): AttuneError {
  const { message, remedy } = error as { message: string; remedy: string | null };
  return new AttuneError(`invalid_${param}`, `${fileName}: ${message}`, {
    fields: { param },
    ...(remedy !== null && { remedy }),
  });
}

const shownRows = 10;

async function badRows(db: Db, param: string, batch: Import): Promise<AttuneError> {
  const { id, number, fileName, readCount, rejectCount } = batch;
  const rejects = await listRejects(db, id, 0, shownRows);
  const lines = rejects.map(({ line, message }) => `line ${line}: ${message}`).join(' ');
  const more = rejectCount > rejects.length ? ` And ${rejectCount - rejects.length} more.` : '';
  return new AttuneError(
    `invalid_${param}`,
    `${rejectCount} of ${readCount} rows of ${fileName} could not be read: ${lines}${more}`,
    {
      fields: { param },
      remedy: `Correct these lines and send the file again; import ${number} of the project shows each with its raw text.`,
    },
  );
}
