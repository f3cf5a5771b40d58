import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashText } from '../stamp.mjs';
import { joinParts } from './join-parts.mjs';

const progress = { phase: () => {}, amount: () => {} };
let dir;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-parts-'));
});
afterEach(() => fs.rmSync(dir, { recursive: true }));

const parts = () =>
  ['one ', 'two ', 'three'].map((text, at) => {
    const file = path.join(dir, `part${at}`);
    fs.writeFileSync(file, text);
    return file;
  });

test('parts become the file, in order, and are gone', async () => {
  const file = await joinParts(progress, parts(), path.join(dir, 'whole'), hashText('one two three'));
  expect(fs.readFileSync(file, 'utf8')).toBe('one two three');
  expect(fs.readdirSync(dir)).toEqual(['whole']);
});

test('what has another digest is deleted, and named with both', async () => {
  const wrong = joinParts(progress, parts(), path.join(dir, 'whole'), hashText('other'));
  await expect(wrong).rejects.toMatchObject({ code: 'wrong_checksum', exitCode: 6 });
  expect(fs.readdirSync(dir)).toEqual([]);
});
