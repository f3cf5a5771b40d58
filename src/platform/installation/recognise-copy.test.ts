import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineDirectory } from './enter-data-directory.ts';
import { findOriginal, recordPlace, refuseCopy } from './recognise-copy.ts';

let root: string;
let original: string;
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'attune-copy-')));
  original = path.join(root, 'one');
  fs.mkdirSync(original);
  fs.writeFileSync(path.join(original, 'installation'), 'mark');
  recordPlace(original);
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const copyTo = (name: string): string => {
  fs.cpSync(original, path.join(root, name), { recursive: true, preserveTimestamps: true });
  return path.join(root, name);
};

test('the original is no copy, also under another name for the same place', () => {
  fs.symlinkSync(original, path.join(root, 'link'));
  expect([findOriginal(original), findOriginal(path.join(root, 'link'))]).toEqual([undefined, undefined]);
});

test('a copy is refused and names its original, also when that is gone', () => {
  const copy = copyTo('two');
  expect(() => refuseCopy(copy)).toThrow(`${copy} is a copy of ${original}`);
  fs.rmSync(original, { recursive: true });
  expect(() => examineDirectory(copy, {})).toThrow('is a copy of');
});

test('a copy of linked files is recognised by the original beside it', () => {
  const copy = path.join(root, 'linked');
  fs.mkdirSync(copy);
  for (const name of fs.readdirSync(original)) fs.linkSync(path.join(original, name), path.join(copy, name));
  expect(findOriginal(copy)).toBe(original);
});

test('a directory that was renamed goes on', () => {
  fs.renameSync(original, path.join(root, 'renamed'));
  expect(findOriginal(path.join(root, 'renamed'))).toBeUndefined();
});

test('--moved is believed only where no original is left', () => {
  const copy = copyTo('moved');
  expect(() => examineDirectory(copy, { moved: true })).toThrow(`${original} is still there`);
  fs.rmSync(original, { recursive: true });
  expect(examineDirectory(copy, { moved: true })).toBe('original');
  recordPlace(copy);
  expect(examineDirectory(copy, {})).toBe('original');
});

test('a copy that is adopted forgets the engines of its original', () => {
  fs.mkdirSync(path.join(original, 'runs', 'r'), { recursive: true });
  fs.writeFileSync(path.join(original, 'runs', 'r', 'engine.pid'), '{}');
  const copy = copyTo('adopted');
  expect(examineDirectory(copy, { adoptCopy: true })).toBe('copy');
  expect(fs.existsSync(path.join(copy, 'runs', 'r', 'engine.pid'))).toBe(false);
  expect(fs.existsSync(path.join(original, 'runs', 'r', 'engine.pid'))).toBe(true);
});

test('a copy made while its database ran is not adopted', () => {
  fs.mkdirSync(path.join(original, 'postgres', 'cluster'), { recursive: true });
  fs.writeFileSync(path.join(original, 'postgres', 'cluster', 'postmaster.pid'), '1');
  expect(() => examineDirectory(copyTo('torn'), { adoptCopy: true })).toThrow('while its database ran');
});
