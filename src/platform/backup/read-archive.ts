import { type FileHandle, open } from 'node:fs/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import { blockBytes, decodeHeader, paddingOf, type TarHeader } from './tar-format.ts';

/** A member and its bytes; those of one that nobody wants are passed over. */
export type Member = TarHeader & { chunks(): AsyncIterable<Buffer> };

const chunkBytes = 2 ** 20;

/** The members of an archive in their order. Throws `archive_truncated` and `archive_damaged`, naming the member. */
export async function* readMembers(file: string): AsyncGenerator<Member> {
  const input = await open(file, 'r').catch((cause: unknown) => {
    throw new AttuneError('file_missing', `${file} cannot be read: ${(cause as Error).message}.`, {
      remedy: 'Check the path; it is relative to where you are.',
      cause,
    });
  });
  try {
    yield* membersOf(input, file);
  } finally {
    await input.close();
  }
}

async function* membersOf(input: FileHandle, file: string): AsyncGenerator<Member> {
  let before = '';
  for (let at = 0; ;) {
    const header = await readHeader(input, at, file, before);
    if (header === undefined) return assertEnd(input, at, file, before);
    const start = at + blockBytes;
    yield { ...header, chunks: () => bytesOf(input, start, header, file) };
    at = start + header.sizeBytes + paddingOf(header.sizeBytes);
    before = header.name;
  }
}

/** Undefined at the zeros that end an archive. */
async function readHeader(
  input: FileHandle,
  at: number,
  file: string,
  before: string,
): Promise<TarHeader | undefined> {
  const block = await readExactly(input, at, blockBytes);
  if (block === undefined) throw before === '' ? foreign(file) : truncated(file, `after ${before}`);
  if (block.every(byte => byte === 0)) return undefined;
  const header = decodeHeader(block);
  if (header === undefined)
    throw before === '' ? foreign(file) : damaged(file, `the name of the file after ${before}`);
  return header;
}

async function* bytesOf(
  input: FileHandle,
  start: number,
  { name, sizeBytes }: TarHeader,
  file: string,
): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; at += chunkBytes) {
    const chunk = await readExactly(input, start + at, Math.min(chunkBytes, sizeBytes - at));
    if (chunk === undefined) throw truncated(file, `in ${name}`);
    yield chunk;
  }
  const padding = await readExactly(input, start + sizeBytes, paddingOf(sizeBytes));
  if (padding === undefined) throw truncated(file, `after ${name}`);
  if (!padding.every(byte => byte === 0)) throw damaged(file, `the space after ${name}`);
}

async function assertEnd(input: FileHandle, at: number, file: string, before: string): Promise<void> {
  if (before === '') throw foreign(file);
  const rest = await readExactly(input, at, 2 * blockBytes);
  if (rest === undefined) throw truncated(file, `after ${before}`);
  const more = await input.read(Buffer.alloc(1), 0, 1, at + 2 * blockBytes);
  if (!rest.every(byte => byte === 0) || more.bytesRead > 0) throw damaged(file, `the end, after ${before}`);
}

/** Undefined where the file ends before. */
async function readExactly(input: FileHandle, at: number, count: number): Promise<Buffer | undefined> {
  const buffer = Buffer.allocUnsafe(count);
  for (let filled = 0; filled < count;) {
    const { bytesRead } = await input.read(buffer, filled, count - filled, at + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return buffer;
}

const again = 'Take it from another copy of the file, or use an older backup. Nothing was restored from it.';

const truncated = (file: string, where: string): AttuneError =>
  new AttuneError('archive_truncated', `${file} is not whole: it ends ${where}.`, { remedy: again });

export const damaged = (file: string, what: string): AttuneError =>
  new AttuneError('archive_damaged', `${file} is damaged: ${what} is not what was written.`, {
    fields: { what },
    remedy: again,
  });

export const foreign = (file: string): AttuneError =>
  new AttuneError('archive_foreign', `${file} is no backup of Attune.`, {
    remedy: 'Name a file that "attune backup" wrote.',
  });
