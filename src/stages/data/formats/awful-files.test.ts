import { describe, expect, it } from 'vitest';
import { detectFormat, sampleBytes } from './detect-format.ts';
import { guessMapping } from './guess-mapping.ts';
import { mapRow } from './map-row.ts';
import { type ReadRow, readRows } from './read-rows.ts';

async function* inChunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(
  content: string | Buffer,
  name = 'rows.jsonl',
  chunk = 65_536,
  max?: number,
): Promise<ReadRow[]> {
  const bytes = Buffer.from(content as string);
  const found = detectFormat(name, bytes.subarray(0, sampleBytes));
  const rows: ReadRow[] = [];
  for await (const row of readRows(
    inChunks(bytes.subarray(found.start.offset), chunk),
    found,
    found.start,
    max,
  ))
    rows.push(row);
  return rows;
}

const brief = (rows: ReadRow[]) =>
  rows.map(row => ('row' in row ? [row.line, row.row] : [row.line, row.reject.code]));

describe('what a row may hold', () => {
  it('keeps every digit of a long number, and what would be infinite, as text', async () => {
    const [row] = await read(
      '{"id": 12345678901234567890, "n": [9007199254740993, -7], "big": 1e999, "small": 1.5e3}\n',
    );
    expect(row).toMatchObject({
      row: { id: '12345678901234567890', n: ['9007199254740993', -7], big: '1e999', small: 1500 },
    });
  });

  it('tells ids apart that a floating number would take for one', () => {
    const mapping = { shape: 'columns', user: 'q', assistant: 'a', externalId: 'id' } as const;
    const read16 = (id: string) => JSON.parse(`{"q":"Q","a":"A","id":${id}}`);
    expect(read16('12345678901234567890').id).toBe(read16('12345678901234567891').id);
    expect(mapRow({ q: 'Q', a: 'A', id: '12345678901234567890' }, mapping)).toMatchObject({
      value: { externalId: '12345678901234567890' },
    });
  });

  it('reads past a byte order mark in the middle and line separators of Unicode inside texts', async () => {
    expect(brief(await read('{"a":1}\n\uFEFF{"a":"x\u2028y"}\n'))).toEqual([
      [1, { a: 1 }],
      [2, { a: 'x\u2028y' }],
    ]);
  });

  it.each(['NaN', 'Infinity', "{'a': 1}", '{"a": 1,}', '{"a": "\u0000"}'])(
    'rejects %j, which is no JSON',
    async text => {
      const filler = `{"a":"${'x'.repeat(2_000)}"}\n`;
      const rows = await read(`{"a":1}\n${text}\n{"a":2}\n${filler}`);
      expect(brief(rows).slice(0, 3)).toEqual([
        [1, { a: 1 }],
        [2, 'not_json'],
        [3, { a: 2 }],
      ]);
    },
  );

  it('survives JSON that is nested a hundred thousand deep, wherever it stands', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const rows = await read(
      `{"q":"Q","a":"A","x":${deep}}\n{"q":"Q","a":"A","x":${deep},"n":12345678901234567890}\n{"q":"Q","a":"B"}\n`,
    );
    const mapping = guessMapping([{ q: '', a: '' }], { user: 'q', assistant: 'a', meta: ['x'] })!;
    const mapped = rows.map(row => ('row' in row ? mapRow(row.row, mapping).ok : row.reject.code));
    expect(mapped).toEqual([false, 'not_json', true]);
  });

  it('cuts what a message quotes, and shows what the database cannot keep', async () => {
    const [row] = await read(`{"messages":[{"role":"${'r'.repeat(9_000)}","content":"c"}]}\n`);
    const result = mapRow((row as { row: Record<string, unknown> }).row, { shape: 'messages' });
    expect(result).toMatchObject({ ok: false, problem: { code: 'unknown_role' } });
  });
});

describe('what a file may be', () => {
  it.each([
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])],
    ['zip', Buffer.from('PK\x03\x04rest', 'latin1')],
    ['Parquet', Buffer.from('PAR1rest')],
    ['NUL bytes', Buffer.from('{"a":1}\u0000\n')],
    [
      'a header without an end',
      Buffer.from(Array.from({ length: 1_000_000 }, (_, at) => `c${at}`).join(',')),
    ],
  ])('refuses %s with a remedy', (_, bytes) => {
    expect(() => detectFormat('rows.csv', bytes.subarray(0, sampleBytes))).toThrow(/cannot be imported/);
  });

  it('reads a table of ten thousand columns', async () => {
    const header = Array.from({ length: 10_000 }, (_, at) => `c${at}`).join(',');
    const row = Array.from({ length: 10_000 }, (_, at) => at).join(',');
    const rows = await read(`${header}\n${row}\n`, 'rows.csv');
    expect(rows).toHaveLength(1);
    expect((rows[0] as { row: Record<string, string> }).row.c9999).toBe('9999');
  });

  it('takes a long file of one line for UTF-8, although the sample ends inside a character', async () => {
    const file = Buffer.from(JSON.stringify(Array.from({ length: 20_000 }, (_, at) => ({ a: `退款${at}` }))));
    const shift = [0, 1, 2].map(at => Buffer.concat([Buffer.from(' '.repeat(at)), file]));
    for (const bytes of shift) {
      expect(detectFormat('rows.json', bytes.subarray(0, sampleBytes)).encoding).toBe('utf-8');
      expect((await read(bytes, 'rows.json')).at(-1)).toMatchObject({ row: { a: '退款19999' } });
    }
  });

  it('rejects the row that a truncated file ends in, also inside a character', async () => {
    const whole = Buffer.from('{"a":"一"}\n{"a":"退款"}\n');
    for (const cut of [3, 4, 5])
      expect(brief(await read(whole.subarray(0, whole.length - cut))).at(-1)).toEqual([
        2,
        expect.stringMatching(/truncated_row|bad_encoding/),
      ]);
  });

  it('costs one row, and memory for one row, when a line is a hundred megabytes', async () => {
    async function* file() {
      yield Buffer.from('{"a":1}\n{"a":"');
      for (let at = 0; at < 1_600; at += 1) yield Buffer.alloc(65_536, 'x');
      yield Buffer.from('"}\n{"a":2}\n');
    }
    const found = detectFormat('rows.jsonl', Buffer.from('{"a":1}\n'));
    const before = process.memoryUsage.rss();
    const rows: ReadRow[] = [];
    for await (const row of readRows(file(), found, found.start)) rows.push(row);
    expect(brief(rows)).toEqual([
      [1, { a: 1 }],
      [2, 'row_too_long'],
      [3, { a: 2 }],
    ]);
    expect((rows[1] as { reject: { raw: string } }).reject.raw.length).toBeLessThan(70_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150e6);
  });
});

describe('an element of a JSON array that is too long or never ends', () => {
  const long = { a: 'x'.repeat(500), b: [{ c: '}]' }] };

  it.each([
    ['in one line', JSON.stringify([{ a: 1 }, long, { a: 2 }, { a: 3 }])],
    ['pretty-printed', JSON.stringify([{ a: 1 }, long, { a: 2 }, { a: 3 }], null, 2)],
    [
      'a line each',
      `[\n${[{ a: 1 }, long, { a: 2 }, { a: 3 }].map(row => JSON.stringify(row)).join(',\n')}\n]`,
    ],
  ])('costs one row %s', async (_, file) => {
    for (const chunk of [7, 64, 65_536])
      expect(brief(await read(file, 'rows.json', chunk, 100))).toEqual([
        [1, { a: 1 }],
        [2, 'row_too_long'],
        [3, { a: 2 }],
        [4, { a: 3 }],
      ]);
  });

  it('costs one row where a quote never closes and elements begin on lines of their own', async () => {
    const rows = ['{"a":1}', '{"a":"never', ...Array.from({ length: 20 }, (_, at) => `{"a":${at}}`)];
    const found = await read(`[\n${rows.join(',\n')}\n]`, 'rows.json', 16, 60);
    expect(brief(found).slice(0, 3)).toEqual([
      [1, { a: 1 }],
      [2, 'row_too_long'],
      [3, { a: 0 }],
    ]);
    expect(found).toHaveLength(22);
  });
});
