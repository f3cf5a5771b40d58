import { AttuneError } from './attune-error.ts';

/** A field or file of a form. `bytes` must be read to its end before the next part is asked for. */
export type Part = { name: string; fileName: string | null; bytes: AsyncIterable<Uint8Array> };

const mostParts = 32;
const longestHead = 16 * 1024;

/**
 * The parts of a multipart/form-data body (RFC 7578, framed as RFC 2046 5.1 says) as they come: a file is never whole in
 * memory. Throws `wrong_content_type`, and `invalid_form` where the body is no form or ends in the middle of it.
 */
export async function* readMultipart(
  body: AsyncIterable<Uint8Array>,
  contentType: string | null,
): AsyncGenerator<Part> {
  const delimiter = Buffer.from(`\r\n--${boundaryOf(contentType)}`);
  const cursor = createCursor(body);
  await collect(cursor.upTo(delimiter), longestHead);
  for (let count = 0; !(await cursor.ends()); count++) {
    if (count === mostParts) throw invalidForm(`It has more than ${mostParts} parts.`);
    const { name, fileName } = readHead(await collect(cursor.upTo(endOfHead), longestHead));
    yield { name, fileName, bytes: cursor.upTo(delimiter) };
  }
}

/** The text of a field. Throws `invalid_form` where it is longer than a field should be. */
export async function readField({ name, bytes }: Part, mostBytes: number): Promise<string> {
  return (await collect(bytes, mostBytes, name)).toString('utf8');
}

const endOfHead = Buffer.from('\r\n\r\n');

function boundaryOf(contentType: string | null): string {
  const found = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType ?? '',
  );
  if (found) return (found[1] ?? found[2])!;
  throw new AttuneError('wrong_content_type', 'The body must be a form.', {
    status: 415,
    remedy: 'Send multipart/form-data, as the clients do.',
  });
}

function createCursor(body: AsyncIterable<Uint8Array>) {
  const chunks = body[Symbol.asyncIterator]();
  // The first delimiter then looks like all others.
  let rest: Buffer = Buffer.from('\r\n');
  const fill = async (): Promise<void> => {
    const { done, value } = await chunks.next();
    if (done) throw invalidForm('It ends in the middle.');
    rest = Buffer.concat([rest, value]);
  };
  return {
    /** What stands before the delimiter, which is passed over. */
    async *upTo(delimiter: Buffer): AsyncGenerator<Uint8Array> {
      for (;;) {
        const at = rest.indexOf(delimiter);
        const sure = at < 0 ? Math.max(0, rest.length - delimiter.length + 1) : at;
        const piece = rest.subarray(0, sure);
        rest = rest.subarray(at < 0 ? sure : at + delimiter.length);
        if (piece.length > 0) yield piece;
        if (at >= 0) return;
        await fill();
      }
    },
    /** After a delimiter: was it the last one? Passes over the end of its line. */
    async ends(): Promise<boolean> {
      for (;;) {
        if (rest.length >= 2 && rest.subarray(0, 2).equals(closing)) return true;
        const line = /^[ \t]*\r\n/.exec(rest.subarray(0, 64).toString('latin1'))?.[0];
        if (line !== undefined) {
          // The head of a part without any header is the empty line right here.
          rest = rest.subarray(line.length);
          return false;
        }
        if (rest.length >= 64) throw invalidForm('A boundary is followed by something else than a part.');
        await fill();
      }
    },
  };
}

const closing = Buffer.from('--');

function readHead(head: Buffer): { name: string; fileName: string | null } {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head.toString('utf8'))?.[1] ?? '';
  const name = parameterOf(disposition, 'name');
  if (name === null) throw invalidForm('A part has no name.');
  return { name, fileName: parameterOf(disposition, 'filename') };
}

/** Browsers and clients write quotes and line breaks in it as %22, %0D and %0A (WHATWG, multipart/form-data encoding). */
function parameterOf(disposition: string, name: string): string | null {
  const found = new RegExp(`(?:^|;)\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(
    disposition,
  );
  const text = found?.[1]?.replaceAll(/\\(.)/g, '$1') ?? found?.[2];
  return text?.replaceAll(/%(22|0D|0A)/gi, escaped => decodeURIComponent(escaped)) ?? null;
}

async function collect(bytes: AsyncIterable<Uint8Array>, mostBytes: number, field?: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > mostBytes)
      throw invalidForm(`${field ?? 'The head of a part'} is longer than ${mostBytes} bytes.`, field);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const invalidForm = (why: string, param?: string) =>
  new AttuneError('invalid_form', `The form cannot be read. ${why}`, {
    fields: param === undefined ? {} : { param },
    remedy: 'Send it as multipart/form-data; the openai packages do.',
  });
