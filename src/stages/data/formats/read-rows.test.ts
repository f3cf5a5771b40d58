import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect-format.ts';
import { readRows, type ReadRow } from './read-rows.ts';
import type { Position } from './cut-rows.ts';

async function* inChunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(
  file: string | Buffer,
  {
    name = 'rows.jsonl',
    chunk = 7,
    from,
    max,
  }: { name?: string; chunk?: number; from?: Position; max?: number } = {},
) {
  const bytes = Buffer.from(file as string);
  const found = detectFormat(name, bytes);
  const start = from ?? found.start;
  const rows: ReadRow[] = [];
  for await (const row of readRows(inChunks(bytes.subarray(start.offset), chunk), found, start, max))
    rows.push(row);
  return rows;
}

const brief = (rows: ReadRow[]) =>
  rows.map(row => ('row' in row ? [row.line, row.row] : [row.line, row.reject.code]));

describe('JSONL', () => {
  it('reads past a byte order mark, CRLF, blank lines and a missing last newline', async () => {
    expect(brief(await read('\uFEFF{"a":"你好"}\r\n\r\n{"a":2}'))).toEqual([
      [1, { a: '你好' }],
      [3, { a: 2 }],
    ]);
  });

  it('rejects what is no JSON, what is cut off and what is no object, with the raw text', async () => {
    const rows = await read('{"a":1}\nsee below\n{"a":"half\n[1]\n{"a":2}\n');
    expect(brief(rows)).toEqual([
      [1, { a: 1 }],
      [2, 'not_json'],
      [3, 'truncated_row'],
      [4, 'not_an_object'],
      [5, { a: 2 }],
    ]);
    expect(rows[1]).toMatchObject({ reject: { raw: 'see below', remedy: expect.stringContaining('JSON') } });
  });

  it('costs one row when a line is longer than allowed', async () => {
    const rows = await read(`{"a":1}\n{"a":"${'x'.repeat(500)}"}\n{"a":2}\n`, { max: 100 });
    expect(brief(rows)).toEqual([
      [1, { a: 1 }],
      [2, 'row_too_long'],
      [3, { a: 2 }],
    ]);
  });

  it('rejects one badly encoded line and reads the others', async () => {
    const good = Array.from({ length: 12 }, (_, at) => `{"a":"你好${at}"}\n`).join('');
    const rows = await read(
      Buffer.concat([
        Buffer.from(good),
        Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
        Buffer.from('{"a":1}\n'),
      ]),
    );
    expect(brief(rows).slice(-2)).toEqual([
      [13, 'bad_encoding'],
      [14, { a: 1 }],
    ]);
  });

  it('goes on from any position as if it had never stopped, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        fc.integer({ min: 1, max: 40 }),
        async (texts, stop, chunk) => {
          const file = texts.map(text => JSON.stringify({ text })).join('\n');
          const whole = await read(file, { chunk });
          const { next } = whole[stop % whole.length]!;
          const rest = await read(file, { from: next, chunk });
          expect(brief(rest)).toEqual(brief(whole.slice((stop % whole.length) + 1)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('CSV', () => {
  const csv = (text: string | Buffer, chunk = 5) => read(text, { name: 'rows.csv', chunk });

  it('keeps separators, doubled quotes and line breaks of quoted fields', async () => {
    expect(brief(await csv('q,a\r\n"你好，请问","第一行\r\n第二行, ""引"""\r\nplain 5" lamp,ok\n'))).toEqual([
      [2, { q: '你好，请问', a: '第一行\r\n第二行, "引"' }],
      [4, { q: 'plain 5" lamp', a: 'ok' }],
    ]);
  });

  it.each([';', '\t', '|'])('finds the separator %j', async separator => {
    expect(brief(await csv(`q${separator}a\n1, 2${separator}x\n3${separator}y\n`))).toEqual([
      [2, { q: '1, 2', a: 'x' }],
      [3, { q: '3', a: 'y' }],
    ]);
  });

  it('rejects a row with too few columns and a quote that never closes, and reads on', async () => {
    const rows = await csv('q,a,b\n1,2,3\n1,2\n"never closed,2,3\n4,5,6\n');
    expect(brief(rows)).toEqual([
      [2, { q: '1', a: '2', b: '3' }],
      [3, 'wrong_column_count'],
      [4, 'unclosed_quote'],
      [5, { q: '4', a: '5', b: '6' }],
    ]);
  });

  it('reads GB18030 as spreadsheets save it', async () => {
    const gb = Buffer.concat([
      Buffer.from('q,a\n'),
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x2c, 0xcd, 0xcb, 0xbf, 0xee, 0x0a]),
    ]);
    expect(brief(await csv(gb))).toEqual([[2, { q: '你好', a: '退款' }]]);
  });
});

describe('JSON', () => {
  const json = (text: string, chunk = 3) => read(text, { name: 'rows.json', chunk });

  it('reads the elements of an array, nested brackets and quotes included', async () => {
    expect(brief(await json('[\n {"a":"]}\\""},\n\n {"b":[1,{"c":2}]}\n]\n'))).toEqual([
      [1, { a: ']}"' }],
      [2, { b: [1, { c: 2 }] }],
    ]);
  });

  it('reads an array inside an object and ignores what follows it', async () => {
    expect(brief(await json('{"version": 2,\n"data": [\n{"a":1},\n{"a":2}], "more": {"x": []}}'))).toEqual([
      [1, { a: 1 }],
      [2, { a: 2 }],
    ]);
  });

  it('rejects elements that are no objects and one that is cut off', async () => {
    expect(brief(await json('[{"a":1}, 7, {"a": "cut'))).toEqual([
      [1, { a: 1 }],
      [2, 'not_an_object'],
      [3, 'truncated_row'],
    ]);
  });
});

describe('detection', () => {
  it.each([
    ['UTF-16', Buffer.from('\uFEFFq,a\n1,2\n', 'utf16le')],
    ['not a text', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00])],
    ['empty', Buffer.from('  \n')],
  ])('refuses a file that is %s, with a remedy', (_, bytes) => {
    expect(() => detectFormat('rows.csv', bytes)).toThrow(/cannot be imported/);
  });
});
