import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkDataDirectory } from './check-data-directory.mjs';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-data-'));
afterAll(() => fs.rmSync(dir, { recursive: true }));

test('makes the directory, and takes the one that is there', () => {
  const data = path.join(dir, 'a', 'b');
  checkDataDirectory(data);
  checkDataDirectory(data);
  expect(fs.existsSync(data)).toBe(true);
});

test('a cluster of a newer PostgreSQL is left alone, with exit code 8', () => {
  fs.mkdirSync(path.join(dir, 'postgres', 'cluster'), { recursive: true });
  fs.writeFileSync(path.join(dir, 'postgres', 'cluster', 'PG_VERSION'), '19\n');
  expect(() => checkDataDirectory(dir)).toThrow(expect.objectContaining({ code: 'newer_data', exitCode: 8 }));
});

test('a place where nothing can be made is named', () => {
  const file = path.join(dir, 'file');
  fs.writeFileSync(file, '');
  expect(() => checkDataDirectory(path.join(file, 'below'))).toThrow(
    expect.objectContaining({ code: 'data_not_writable' }),
  );
});
