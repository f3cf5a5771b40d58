import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dropStaleSocketLocks } from './postmaster-file.ts';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-lock-'));
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

test('a socket lock that names a process which is no server of this cluster, or nothing, is taken away', () => {
  const socketDir = path.join(dir, 'run');
  fs.mkdirSync(socketDir);
  const lock = (port: number) => path.join(socketDir, `.s.PGSQL.${port}.lock`);
  fs.writeFileSync(lock(5432), `${process.pid}\n${dir}\n`);
  fs.writeFileSync(lock(5433), '');
  fs.writeFileSync(path.join(socketDir, 'other.lock'), `${process.pid}\n`);
  dropStaleSocketLocks(path.join(dir, 'cluster'), socketDir);
  expect(fs.readdirSync(socketDir)).toEqual(['other.lock']);
  dropStaleSocketLocks(path.join(dir, 'cluster'), path.join(dir, 'nowhere'));
});
