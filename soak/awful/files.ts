import { gzipSync } from 'node:zlib';
import { type FileWish, fileCase } from './file-case.ts';

const row = (n: number | string, more: object = {}) =>
  JSON.stringify({ question: `Where is parcel ${n}?`, answer: `Parcel ${n} is on its way.`, ...more });
const chineseRows = (count: number) => Array.from({ length: count }, (_, n) => row(`${n} 号包裹`)).join('\n');
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n)).join('\n');
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const withRaw = (json: string) => `{"question":"Q?","answer":"A.","more":${json}}`;
/** A good row before and one after: what is awful costs itself and no neighbour. */
const between = (...lines: string[]) => [row('before'), ...lines, row('after')].join('\n');
const text = (content: string) => () => content;
const table = (...lines: string[]) => lines.join('\n');
const messages = (...turns: object[]) => JSON.stringify({ messages: turns });
const user = { role: 'user', content: 'Q?' };
const assistant = { role: 'assistant', content: 'A.' };
const latin1 = (content: string) => Buffer.from(content, 'latin1');

async function* longLine(): AsyncGenerator<Buffer> {
  yield Buffer.from(`${row('before')}\n{"question":"`);
  for (let at = 0; at < 1_600; at++) yield Buffer.alloc(65_536, 'x');
  yield Buffer.from(`"}\n${row('after')}\n`);
}

/** As a sparse file of two gigabytes reads: nothing but NULs, behind one good row. */
async function* sparse(): AsyncGenerator<Buffer> {
  yield Buffer.from(`${row('first')}\n`);
  const hole = Buffer.alloc(2 ** 20);
  for (let at = 0; at < 2_048; at++) yield hole;
}

const packed: FileWish[] = [
  {
    name: 'gzip, cut off',
    bytes: () => gzipSync(rows(500)).subarray(0, 400),
    expect: { failed: 'file_unreadable' },
  },
  { name: 'gzip, whole', bytes: () => gzipSync(rows(500)), expect: { failed: 'file_unreadable' } },
  {
    name: 'a spreadsheet',
    bytes: () => latin1('PK\x03\x04\x14\0\x06\0 xl/workbook.xml'),
    fileName: 'rows.xlsx',
    expect: { failed: 'file_unreadable' },
  },
  { name: 'Parquet', bytes: text('PAR1 columns PAR1'), expect: { failed: 'file_unreadable' } },
  {
    name: 'a PDF under the name of a table',
    bytes: text('%PDF-1.7\n1 0 obj'),
    fileName: 'rows.csv',
    expect: { failed: 'file_unreadable' },
  },
  {
    name: 'a picture',
    bytes: () => latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0'),
    expect: { failed: 'file_unreadable' },
  },
  { name: 'nothing at all', bytes: text(''), expect: { failed: 'file_unreadable' } },
  { name: 'blank lines', bytes: text('\n \r\n\t\n'), expect: { failed: 'file_unreadable' } },
  { name: 'NULs only', bytes: () => Buffer.alloc(100_000), expect: { failed: 'file_unreadable' } },
  {
    name: 'a web page',
    bytes: text('<!doctype html>\n<title>Error 500</title>\n<p>Try again, later</p>\n'),
    fileName: 'rows.csv',
    expect: { failed: 'mapping_needed' },
  },
];

const encodings: FileWish[] = [
  {
    name: 'UTF-16 with its mark',
    bytes: () => Buffer.from(`\ufeff${rows(3)}`, 'utf16le'),
    expect: { failed: 'file_unreadable' },
  },
  { name: 'a byte order mark at the start', bytes: text(`\ufeff${rows(3)}`), expect: { records: 3 } },
  {
    name: 'a byte order mark in the middle',
    bytes: text(between(`\ufeff${row(1)}`)),
    expect: { records: 3 },
  },
  { name: 'NULs in a text', bytes: text(between(row('\0'))), expect: { records: 3 } },
  {
    name: 'a raw NUL between rows',
    bytes: text(`${rows(400)}\n\0\n${row('after')}`),
    expect: { records: 401, rejects: { not_json: 1 } },
  },
  {
    name: 'lone surrogates, escaped',
    bytes: text(between(String.raw`{"question":"\ud83d?","answer":"\udc00."}`)),
    expect: { records: 3 },
  },
  {
    name: 'lone surrogates as bytes',
    bytes: () =>
      Buffer.concat([
        Buffer.from(`${chineseRows(50)}\n{"question":"`),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from(`","answer":"A."}\n${row('after')}`),
      ]),
    expect: { records: 51, rejects: { bad_encoding: 1 } },
  },
  {
    name: 'UTF-8 and GBK mixed',
    bytes: () =>
      Buffer.concat([
        Buffer.from(`${chineseRows(50)}\n{"question":"`),
        Buffer.from([0xcd, 0xcb, 0xbf, 0xee]),
        Buffer.from(`","answer":"A."}\n${row('after')}`),
      ]),
    expect: { records: 51, rejects: { bad_encoding: 1 } },
  },
  {
    name: 'CRLF, LF and CR mixed',
    bytes: text(`${row(1)}\r\n${row(2)}\n\r\n${row(3)}\r\n`),
    expect: { records: 3 },
  },
  {
    name: 'line separators of Unicode in a text',
    bytes: text(between(row('\u2028\u2029\u0085'))),
    expect: { records: 3 },
  },
  {
    name: 'writing that turns round, joins and combines',
    bytes: text(between(row('\u202eabc\u202c 👩‍👩‍👧 Z͑ͫ̓ͪ'))),
    expect: { records: 3 },
  },
];

const json: FileWish[] = [
  {
    name: 'one line of a hundred megabytes',
    bytes: longLine,
    isLarge: true,
    expect: { records: 2, rejects: { row_too_long: 1 } },
  },
  {
    name: 'two gigabytes of a sparse file',
    bytes: sparse,
    isLarge: true,
    expect: { failed: 'file_unreadable' },
  },
  {
    name: 'a row nested a hundred thousand deep',
    bytes: text(between(withRaw(deep(100_000)))),
    mapping: { user: 'question', assistant: 'answer', meta: ['more'] },
    expect: { records: 2, rejects: { wrong_type: 1 } },
  },
  {
    name: 'nothing but brackets',
    bytes: text(deep(100_000)),
    fileName: 'rows.json',
    expect: { failed: 'mapping_needed' },
  },
  {
    name: 'keys that come twice',
    bytes: text(between('{"question":"first?","question":"second?","answer":"A."}')),
    expect: { records: 3 },
  },
  {
    name: 'NaN and Infinity',
    bytes: text(between(withRaw('NaN'), withRaw('-Infinity'))),
    expect: { records: 2, rejects: { not_json: 2 } },
  },
  {
    name: 'a number of ten thousand digits',
    bytes: text(between(withRaw('9'.repeat(10_000)))),
    expect: { records: 3 },
  },
  { name: 'a number beyond every number', bytes: text(between(withRaw('1e999'))), expect: { records: 3 } },
  {
    name: 'a key of a megabyte',
    bytes: text(between(`{"question":"Q?","answer":"A.","${'k'.repeat(2 ** 20)}":1}`)),
    expect: { records: 3 },
  },
  {
    name: 'a hundred thousand keys',
    bytes: text(
      between(
        `{"question":"Q?","answer":"A.",${Array.from({ length: 100_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
      ),
    ),
    expect: { records: 3 },
  },
  {
    name: 'keys that mean something to programs',
    bytes: text(between('{"__proto__":{"answer":"B."},"constructor":1,"question":"Q?","answer":"A."}')),
    expect: { records: 3 },
  },
  {
    name: 'an array that ends in the middle',
    bytes: text(`[${row(1)},${row(2)},{"question":"Q`),
    fileName: 'rows.json',
    expect: { records: 2, rejects: { truncated_row: 1 } },
  },
  {
    name: 'an array with no rows in it',
    bytes: text(`[1,"two",null,[3],${row(1)}]`),
    fileName: 'rows.json',
    expect: { records: 1, rejects: { not_an_object: 4 } },
  },
  {
    name: 'commas too many and quotes of the wrong kind',
    bytes: text(between('{"question":"Q?","answer":"A.",}', "{'question':'Q?','answer':'A.'}")),
    expect: { records: 2, rejects: { not_json: 2 } },
  },
  {
    name: 'lines that are no objects',
    bytes: text(between('17', '"text"', 'null', '[]')),
    expect: { records: 2, rejects: { not_an_object: 4 } },
  },
  {
    name: 'a last line without its end',
    bytes: text(`${rows(3)}\n{"question":"Q?","answ`),
    expect: { records: 3, rejects: { truncated_row: 1 } },
  },
  {
    name: 'one row ten thousand times',
    bytes: text(Array.from({ length: 10_000 }, () => row(1)).join('\n')),
    expect: { records: 1, duplicates: 9_999 },
  },
  {
    name: 'one name for two rows',
    bytes: text(between(row(1, { id: 'x' }), row(2, { id: 'x' }))),
    mapping: { user: 'question', assistant: 'answer', externalId: 'id' },
    expect: { records: 3, rejects: { external_id_conflict: 1 } },
  },
];

const conversations: FileWish[] = [
  {
    name: 'unknown roles',
    bytes: text(
      [
        messages(user, assistant),
        messages({ ...user, role: 'wizard' }, assistant),
        messages({ ...user, role: 7 }, assistant),
      ].join('\n'),
    ),
    expect: { records: 1, rejects: { unknown_role: 1, wrong_type: 1 } },
  },
  {
    name: 'a role of a megabyte',
    bytes: text(
      [messages(user, assistant), messages({ ...user, role: 'r'.repeat(2 ** 20) }, assistant)].join('\n'),
    ),
    expect: { records: 1, rejects: { unknown_role: 1 } },
  },
  {
    name: 'pictures in a conversation',
    bytes: text(
      [
        messages(user, assistant),
        messages({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] }, assistant),
      ].join('\n'),
    ),
    expect: { records: 1, rejects: { unsupported_content: 1 } },
  },
  {
    name: 'answers that are empty',
    bytes: text(
      [
        messages(user, assistant),
        messages(user, { ...assistant, content: '  \n' }),
        messages(user, { ...assistant, content: null }),
        messages(user),
      ].join('\n'),
    ),
    expect: { records: 2, rejects: { no_answer: 1, wrong_type: 1 } },
  },
  {
    name: 'a conversation of twenty thousand turns',
    bytes: text(
      [
        messages(user, assistant),
        messages(...Array.from({ length: 10_000 }, () => [user, assistant]).flat()),
      ].join('\n'),
    ),
    expect: { records: 2 },
  },
];

const tables: FileWish[] = [
  {
    name: 'quotes from hell',
    bytes: text(table('question,answer', '"say ""when"", please?","a, ""b""', 'and c"', 'two?,plain')),
    fileName: 'rows.csv',
    expect: { records: 2 },
  },
  {
    name: 'a quote that never closes',
    bytes: text(table('question,answer', 'one?,1', '"two?,2', 'three?,3')),
    fileName: 'rows.csv',
    expect: { records: 2, rejects: { unclosed_quote: 1 } },
  },
  {
    name: 'ten thousand columns',
    bytes: text(
      table(
        `question,answer,${Array.from({ length: 10_000 }, (_, n) => `c${n}`).join(',')}`,
        `Q?,A.,${Array.from({ length: 10_000 }, (_, n) => n).join(',')}`,
      ),
    ),
    fileName: 'rows.csv',
    expect: { records: 1 },
  },
  {
    name: 'a header without an end',
    bytes: () => Buffer.alloc(400_000, 'column,'),
    fileName: 'rows.csv',
    expect: { failed: 'file_unreadable' },
  },
  {
    name: 'columns that come twice',
    bytes: text(table('question,answer,answer', 'Q?,A.,B.')),
    fileName: 'rows.csv',
    expect: { records: 1 },
  },
  {
    name: 'rows with too few and too many cells',
    bytes: text(table('question,answer', 'one?,1', 'two?', 'three?,3,3', 'four?,4')),
    fileName: 'rows.csv',
    expect: { records: 2, rejects: { wrong_column_count: 2 } },
  },
  {
    name: 'nothing but commas',
    bytes: text(',,,\n,,,\n,,,\n'),
    fileName: 'rows.csv',
    expect: { failed: 'mapping_needed' },
  },
  {
    name: 'a table without its header',
    bytes: text(table('Where is it?,On its way.', 'And now?,Still.')),
    fileName: 'rows.csv',
    expect: { failed: 'mapping_needed' },
  },
  {
    name: 'formulas of a spreadsheet',
    bytes: text(table('question,answer', '=cmd|calc!A1,@SUM(1)')),
    fileName: 'rows.csv',
    expect: { records: 1 },
  },
];

export const fileCases = [...packed, ...encodings, ...json, ...conversations, ...tables].map(fileCase);
