import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Part, readField, readMultipart } from './read-multipart.ts';

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

type Read = { name: string; fileName: string | null; content: string };

async function readAll(bytes: Buffer, type: string, sizes = [64]): Promise<Read[]> {
  const read: Read[] = [];
  for await (const part of readMultipart(cut(bytes, sizes), type)) {
    const { name, fileName } = part;
    read.push({ name, fileName, content: await readField(part, 1_000_000) });
  }
  return read;
}

async function encode(form: FormData): Promise<{ bytes: Buffer; type: string }> {
  const response = new Response(form);
  return { bytes: Buffer.from(await response.arrayBuffer()), type: response.headers.get('content-type')! };
}

test('whatever a form holds comes out again, however its bytes are cut', async () => {
  const text = fc.string({ unit: 'binary' }).map(each => each.toWellFormed());
  const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
  const file = fc.oneof(text, fc.constantFrom('\r\n--', '\r\n------formdata', '--\r\n\r\n', '\r\n\r\n'));
  await fc.assert(
    fc.asyncProperty(file, fc.string(), pieces, async (content, field, sizes) => {
      const form = new FormData();
      form.append('file', new File([content], 'ab "1".jsonl'));
      form.append('purpose', field);
      const { bytes, type } = await encode(form);
      const [first, second, ...more] = await readAll(bytes, type, sizes);
      expect(first).toEqual({ name: 'file', fileName: 'ab "1".jsonl', content });
      // A form's fields have their line breaks made CRLF before they are sent.
      expect(second).toMatchObject({ name: 'purpose', fileName: null });
      expect(second!.content.replaceAll(/\r\n|\r/g, '\n')).toBe(field.replaceAll(/\r\n|\r/g, '\n'));
      expect(more).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

const type = 'multipart/form-data; boundary=b';
const refusal = (text: string, given = type) =>
  readAll(Buffer.from(text), given).catch((error: { code?: string; message: string }) => error);

test('what is no form is refused, and what breaks off too', async () => {
  expect(await refusal('{}', 'application/json')).toMatchObject({ code: 'wrong_content_type', status: 415 });
  expect(await refusal('{}', 'multipart/form-data')).toMatchObject({ code: 'wrong_content_type' });
  const part = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n';
  for (const text of ['', 'no form', part, `${part}text`, `${part}text\r\n--b`, `--bx${'x'.repeat(80)}`])
    expect(await refusal(text)).toMatchObject({ code: 'invalid_form' });
  const nameless = await refusal('--b\r\ncontent-type: text/plain\r\n\r\nx\r\n--b--');
  expect(nameless).toMatchObject({ code: 'invalid_form', message: expect.stringContaining('no name') });
});

test('heads, fields and parts have bounds', async () => {
  const long = `--b\r\ncontent-disposition: form-data; name="a${'a'.repeat(20_000)}"\r\n\r\n\r\n--b--`;
  expect(await refusal(long)).toMatchObject({ code: 'invalid_form' });
  const many = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(40);
  expect(await refusal(`${many}--b--`)).toMatchObject({ message: expect.stringContaining('32 parts') });
  const parts: Part[] = [];
  const body = Buffer.from('--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nlong text\r\n--b--');
  for await (const part of readMultipart(cut(body, [9]), type)) {
    parts.push(part);
    await expect(readField(part, 4)).rejects.toMatchObject({ fields: { param: 'a' } });
    break;
  }
  expect(parts).toHaveLength(1);
});
