import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';
import { syncDirectory } from '#platform/storage/durable-file.ts';
import { blockBytes, encodeHeader, paddingOf } from './tar-format.ts';

export type MemberSource = Buffer | { sizeBytes: number; chunks: AsyncIterable<Buffer> };

export type ArchiveWriter = {
  add(name: string, source: MemberSource): Promise<void>;
  /** Ends the archive with what is to be known of the whole, and gives the file its name. */
  finish(facts: Record<string, unknown>): Promise<void>;
  abort(): Promise<void>;
  writtenBytes(): number;
};

/** Members that one index lists: so much is remembered at once, however many there are. */
export const membersPerIndex = 1_000;

/**
 * A tar file whose members can be checked: an index after every thousand members holds their digests (the format of
 * `sha256sum`), the manifest at the end holds the indexes', and the last member the manifest's. Readable by its owner
 * only; it has another name until it is whole and on the disk. Throws `file_exists`.
 */
export async function createArchive(file: string): Promise<ArchiveWriter> {
  const half = `${file}.part`;
  const handle = await open(half, 'wx', 0o600).catch((error: unknown) => {
    throw explainOpen(error, half);
  });
  const indexes: { name: string; sha256: string }[] = [];
  let lines: string[] = [];
  let members = 0;
  let written = 0;

  const write = async (bytes: Buffer): Promise<void> => {
    await handle.writeFile(bytes);
    written += bytes.length;
  };
  const addRaw = async (name: string, source: MemberSource): Promise<string> => {
    const hash = createHash('sha256');
    const { sizeBytes, chunks } = Buffer.isBuffer(source)
      ? { sizeBytes: source.length, chunks: [source] }
      : source;
    await write(encodeHeader({ name, sizeBytes }));
    let seen = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      seen += chunk.length;
      await write(chunk);
    }
    if (seen !== sizeBytes) throw changedMeanwhile(name);
    await write(Buffer.alloc(paddingOf(sizeBytes)));
    return hash.digest('hex');
  };
  const closeIndex = async (): Promise<void> => {
    if (lines.length === 0) return;
    const name = `index/${String(indexes.length + 1).padStart(6, '0')}`;
    const content = Buffer.from(lines.join(''));
    lines = [];
    indexes.push({ name, sha256: await addRaw(name, content) });
  };
  return {
    async add(name, source) {
      lines.push(`${await addRaw(name, source)}  ${name}\n`);
      members += 1;
      if (lines.length >= membersPerIndex) await closeIndex();
    },
    async finish(facts) {
      await closeIndex();
      const manifest = Buffer.from(`${JSON.stringify({ ...facts, members, indexes }, null, 1)}\n`);
      const digest = await addRaw('manifest.json', manifest);
      await addRaw('manifest.sha256', Buffer.from(`${digest}  manifest.json\n`));
      await write(Buffer.alloc(2 * blockBytes));
      await handle.sync();
      await handle.close();
      await rename(half, file);
      syncDirectory(path.dirname(path.resolve(file)));
    },
    async abort() {
      await handle.close().catch(() => {});
      await rm(half, { force: true });
    },
    writtenBytes: () => written,
  };
}

function explainOpen(error: unknown, half: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return new AttuneError(
      'backup_unfinished',
      `${half} is there: a backup to this file runs, or was killed.`,
      {
        status: 409,
        remedy: 'Wait for it; or delete that file and start again.',
      },
    );
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR')
    return new AttuneError('backup_unwritable', `${half} cannot be written: ${(error as Error).message}.`, {
      remedy: 'Name a file in a directory that is there and that you may write to.',
    });
  return error;
}

const changedMeanwhile = (name: string): AttuneError =>
  new AttuneError('file_changed', `${name} became shorter while it was read.`, {
    status: 409,
    remedy: 'Start the backup again.',
  });
