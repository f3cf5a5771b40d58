import type { Db } from '#platform/database/database.ts';
import type { FilePurpose } from './fine-tuning.tables.ts';

export type NewFile = {
  id: string;
  projectId: string;
  purpose: FilePurpose;
  fileName: string;
  digest: string;
  sizeBytes: number;
  importId: string | null;
  jobId: string | null;
  createdBy: string;
};

export async function insertFile(db: Db, file: NewFile): Promise<void> {
  await db.insertInto('fineTuningFile').values(file).execute();
}

/** Results of a job that ended twice are those of its last end. */
export async function putResults(db: Db, file: NewFile): Promise<void> {
  const { digest, sizeBytes } = file;
  await db
    .insertInto('fineTuningFile')
    .values(file)
    .onConflict(conflict => conflict.column('jobId').doUpdateSet({ digest, sizeBytes }))
    .execute();
}

const selectFiles = (db: Db, projectId: string) =>
  db
    .selectFrom('fineTuningFile as file')
    .leftJoin('importBatch as import', 'import.id', 'file.importId')
    .select([
      'file.id',
      'file.purpose',
      'file.fileName',
      'file.digest',
      'file.sizeBytes',
      'file.importId',
      'file.createdAt',
      'import.state as importState',
      'import.error as importError',
      'import.readCount',
      'import.rejectCount',
    ])
    .where('file.projectId', '=', projectId)
    .where('file.deletedAt', 'is', null);

export type FileRow = Awaited<ReturnType<typeof listFiles>>[number];

/** A file of the project that nobody deleted. With `lock` it stays so until the transaction ends. */
export async function findFile(
  db: Db,
  projectId: string,
  id: string,
  lock = false,
): Promise<FileRow | undefined> {
  return selectFiles(db, projectId)
    .where('file.id', '=', id)
    .$if(lock, query => query.forUpdate('file'))
    .executeTakeFirst();
}

export type FileList = {
  after: string | undefined;
  limit: number;
  order: 'asc' | 'desc';
  purpose: FilePurpose | undefined;
};

export async function listFiles(db: Db, projectId: string, { after, limit, order, purpose }: FileList) {
  return selectFiles(db, projectId)
    .$if(after !== undefined, query => query.where('file.id', order === 'asc' ? '>' : '<', after!))
    .$if(purpose !== undefined, query => query.where('file.purpose', '=', purpose!))
    .orderBy('file.id', order)
    .limit(limit)
    .execute();
}

export async function deleteFile(db: Db, id: string, deletedAt: Date): Promise<void> {
  await db.updateTable('fineTuningFile').set({ deletedAt }).where('id', '=', id).execute();
}

/** A job that still has to read what a file brought. */
export async function findJobReading(db: Db, fileId: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('fineTuningJob')
    .select('id')
    .where('state', '=', 'validating')
    .where(eb => eb.or([eb('trainingFileId', '=', fileId), eb('validationFileId', '=', fileId)]))
    .executeTakeFirst();
  return found?.id;
}

/** The import of a file, deleted or not: a job goes on with what the file brought. */
export async function findImportOf(db: Db, fileId: string): Promise<string> {
  const { importId } = await db
    .selectFrom('fineTuningFile')
    .select('importId')
    .where('id', '=', fileId)
    .executeTakeFirstOrThrow();
  return importId!;
}
