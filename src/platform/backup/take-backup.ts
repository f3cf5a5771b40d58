import path from 'node:path';
import type pg from 'pg';
import { AttuneError } from '#platform/http/attune-error.ts';
import { createFileDigest } from './file-digest.ts';
import { dumpDatabase } from './dump-database.ts';
import { listFiles, openSource } from './list-files.ts';
import { type ArchiveHeader, formatVersion } from './verify-archive.ts';
import { type ArchiveWriter, createArchive } from './write-archive.ts';

export type BackupProgress = (step: {
  what: 'database' | 'files';
  name: string;
  writtenBytes: number;
}) => void;

export type BackupWish = {
  file: string;
  dataDir: string;
  secret: string;
  program: string;
  client: pg.Client;
  onProgress?: BackupProgress;
};

export type BackupSummary = { file: string; sizeBytes: number; tables: number; rows: number; files: number };

/**
 * Writes one moment of a platform into one file, while it works. The database's moment comes first: a file is on the
 * disk before a row names it, so everything the rows name is there when the files are read.
 */
export async function takeBackup(wish: BackupWish): Promise<BackupSummary> {
  const archive = await createArchive(wish.file);
  try {
    return await fill(archive, wish);
  } catch (error) {
    await archive.abort();
    throw explain(error, wish.file);
  }
}

async function fill(archive: ArchiveWriter, wish: BackupWish): Promise<BackupSummary> {
  const { client, dataDir, onProgress = () => {} } = wish;
  const tell = (what: 'database' | 'files', name: string) =>
    onProgress({ what, name, writtenBytes: archive.writtenBytes() });
  const database = await dumpDatabase(client, archive, {
    onSnapshot: async migrations => {
      await archive.add('header.json', Buffer.from(JSON.stringify(headerOf(wish, migrations), null, 1)));
      await archive.add('secret', Buffer.from(wish.secret));
    },
    onTable: name => tell('database', name),
  });
  let files = 0;
  for await (const file of listFiles(dataDir)) {
    if (isOwn(wish, file) || !(await addFile(archive, dataDir, file))) continue;
    files += 1;
    tell('files', file);
  }
  await archive.finish({ database, files });
  const rows = database.tables.reduce((sum, table) => sum + table.rows, 0);
  const { file } = wish;
  return { file, sizeBytes: archive.writtenBytes(), tables: database.tables.length, rows, files };
}

const headerOf = ({ program }: BackupWish, migrations: string[]): ArchiveHeader => ({
  format: 'attune-backup',
  formatVersion,
  program,
  createdAt: new Date().toISOString(),
  migrations,
});

/** A backup that is written into the data directory does not hold itself. */
const isOwn = ({ dataDir, file }: BackupWish, name: string): boolean =>
  path.resolve(dataDir, name) === path.resolve(file);

async function addFile(archive: ArchiveWriter, dataDir: string, file: string): Promise<boolean> {
  const source = await openSource(path.join(dataDir, file));
  if (!source) return false;
  const digest = createFileDigest(file);
  try {
    await archive.add(`files/${file}`, { sizeBytes: source.sizeBytes, chunks: digest.watch(source.chunks) });
  } finally {
    await source.close();
  }
  digest.assertSame();
  return true;
}

function explain(error: unknown, file: string): unknown {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
    return new AttuneError('disk_full', `The disk of ${file} is full; the backup was not kept.`, {
      status: 507,
      remedy: 'Make room, or name a file on another disk.',
      cause: error,
    });
  return error;
}
