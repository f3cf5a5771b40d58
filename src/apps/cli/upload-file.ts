import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { bytes } from '#platform/terminal/format.ts';

export type Uploaded = { digest: string; sizeBytes: number };

/**
 * Sends a file to the artifact store. Throws `file_missing`, `no_file` (a folder, a pipe, a device), `file_unreadable`,
 * `file_changing` where it was written to meanwhile, and what the server answers.
 */
export async function uploadFile(cli: Pick<Cli, 'fetch' | 'progress'>, file: string): Promise<Uploaded> {
  const handle = await openPlainFile(file);
  try {
    const before = await handle.stat({ bigint: true });
    const uploaded = await send(cli, file, handle, Number(before.size));
    if (hasChanged(before, await handle.stat({ bigint: true }))) throw changing(file);
    return uploaded;
  } finally {
    await handle.close();
  }
}

/** Looked at before it is opened: opening a pipe waits for who writes into it. */
async function openPlainFile(file: string): Promise<FileHandle> {
  try {
    if (!(await stat(file)).isFile()) throw noFile(file);
    return await open(file);
  } catch (error) {
    throw explain(error, file);
  }
}

/** No more than it had when it was looked at: a file that grows would never end. */
async function send(
  cli: Pick<Cli, 'fetch' | 'progress'>,
  file: string,
  handle: FileHandle,
  sizeBytes: number,
): Promise<Uploaded> {
  const progress = cli.progress;
  let sent = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      progress.update(`Sending ${file}: ${bytes(sent)} of ${bytes(sizeBytes)}`);
      done(null, chunk);
    },
  });
  const content =
    sizeBytes === 0
      ? Readable.from([])
      : handle.createReadStream({ autoClose: false, start: 0, end: sizeBytes - 1 });
  const body = Readable.toWeb(content.pipe(count)) as never;
  const response = await cli.fetch('/api/v1/artifacts', { method: 'POST', body, duplex: 'half' } as never);
  progress.done();
  const answer = (await response.json()) as Uploaded & {
    code: string;
    message: string;
    data?: { remedy?: string };
  };
  if (response.ok) return answer;
  throw new AttuneError(answer.code, answer.message, {
    status: response.status,
    remedy: answer.data?.remedy,
  });
}

const hasChanged = (before: BigIntStats, after: BigIntStats): boolean =>
  before.size !== after.size || before.mtimeNs !== after.mtimeNs;

function explain(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return missing(file);
  if (code === 'ELOOP')
    return new AttuneError('file_unreadable', `${file} leads back to itself.`, {
      remedy: 'Name the file itself; its links go round in a circle.',
    });
  if (error instanceof AttuneError || code === undefined) return error;
  return new AttuneError('file_unreadable', `${file} cannot be read: ${message}.`, {
    remedy: 'See whether this user may read it.',
  });
}

const missing = (file: string) =>
  new AttuneError('file_missing', `There is no file ${file}.`, {
    remedy: 'Check the path; it is relative to where you are.',
  });

const noFile = (file: string) =>
  new AttuneError('no_file', `${file} is no file.`, {
    remedy:
      'Name one file: a folder is imported file by file, and what comes out of a pipe is written into a file first.',
  });

const changing = (file: string) =>
  new AttuneError('file_changing', `${file} was written to while it was read.`, {
    remedy: 'Nothing was imported. Wait until it is whole, or copy it, and import again.',
  });
