import path from 'node:path';
import { Readable } from 'node:stream';
import { AttuneError } from '#platform/http/attune-error.ts';
import { assertDeclaredSize, boundBody } from '#platform/http/bounded-body.ts';
import { type Part, readField, readMultipart } from '#platform/http/read-multipart.ts';
import type { Services } from '#platform/http/services.ts';
import { storeUpload } from '#platform/storage/artifact-grants.ts';
import type { FileWish } from './receive-file.ts';

const pace = { silenceMs: 60_000, slowestBytesPerS: 1_000 };
const longestField = 4_096;

/**
 * Streams the file of a form into the store: its purpose may stand before it or behind it. Throws `missing_field`,
 * `unsupported_field` and what a body may be refused for.
 */
export async function readUpload(
  services: Services,
  holder: string,
  { headers, body }: Request,
): Promise<FileWish> {
  const mostBytes = services.config.doors.largestUploadBytes;
  assertDeclaredSize(headers, mostBytes);
  if (!body) throw missing('file');
  const sizeBytes = Number(headers.get('content-length') ?? 0);
  const found: Partial<FileWish> = {};
  const bytes = boundBody(body, { mostBytes, ...pace });
  for await (const part of readMultipart(bytes, headers.get('content-type'))) {
    if (part.name === 'purpose') found.purpose = await readField(part, longestField);
    else if (part.name === 'file' && found.digest === undefined) {
      found.filename = nameOf(part);
      const content = Readable.from(part.bytes, { objectMode: false });
      found.digest = (await storeUpload(services, holder, content, sizeBytes)).digest;
    } else throw unsupported(part.name);
  }
  const { purpose, filename, digest } = found;
  if (purpose === undefined) throw missing('purpose');
  if (filename === undefined || digest === undefined) throw missing('file');
  return { purpose, filename, digest };
}

/** A name to tell the file by: nothing is ever read from a path that a client sends. */
function nameOf({ fileName }: Part): string {
  const name = path.posix.basename((fileName ?? '').replaceAll('\\', '/')).replaceAll(/\p{Cc}/gu, '');
  if (name === '') throw missing('file');
  return name.toWellFormed().slice(0, 255);
}

const missing = (param: string) =>
  new AttuneError('missing_field', `The form has no ${param}.`, {
    fields: { param },
    remedy: 'Send the fields "purpose" and "file", the file with its name.',
  });

const unsupported = (param: string) =>
  new AttuneError('unsupported_field', `The form's field "${param}" has no use here.`, {
    fields: { param },
    remedy: 'Send one "file" and its "purpose"; files stay until they are deleted.',
  });
