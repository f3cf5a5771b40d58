import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findStamp, hashFile, hashText, stampMatches, writeStamp } from './stamp.mjs';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-stamp-'));
afterAll(() => fs.rmSync(dir, { recursive: true }));

test('a stamp reads back as written, in a folder that was not there', () => {
  const file = path.join(dir, 'new', 'stamp.json');
  writeStamp(file, { lock: 'abc', more: [1] });
  expect(findStamp(file)).toEqual({ lock: 'abc', more: [1] });
  expect(fs.readdirSync(path.dirname(file))).toEqual(['stamp.json']);
});

test('a torn stamp and a missing one are the same: not done', () => {
  const file = path.join(dir, 'torn.json');
  fs.writeFileSync(file, '{"lock": "ab');
  expect(findStamp(file)).toBeUndefined();
  expect(findStamp(path.join(dir, 'none.json'))).toBeUndefined();
});

test('matches when every wanted field agrees', () => {
  expect(stampMatches({ a: '1', b: '2', made: 'x' }, { a: '1', b: '2' })).toBe(true);
  expect(stampMatches({ a: '1' }, { a: '1', b: '2' })).toBe(false);
  expect(stampMatches(undefined, {})).toBe(false);
});

test('the digest of a file is that of its text, whatever its size', async () => {
  const file = path.join(dir, 'large');
  const text = 'attune '.repeat(500_000);
  fs.writeFileSync(file, text);
  let last = 0;
  expect(await hashFile(file, done => (last = done))).toBe(hashText(text));
  expect(last).toBe(text.length);
});
