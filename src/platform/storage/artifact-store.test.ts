import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PassingFault } from '#platform/http/attune-error.ts';
import { openArtifactStore } from './artifact-store.ts';
import { measureFreeBytes, reserveBytes } from './disk-space.ts';
import { makeDirectoryDurably, writeDurably } from './durable-file.ts';

let dir: string;
beforeEach(() => (dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-store-'))));
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(dir, { recursive: true, force: true });
});

const half = () => fs.readdirSync(path.join(dir, 'incoming'));
const faultOf = (work: Promise<unknown>): Promise<PassingFault> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: PassingFault) => error,
  );

test('what is put can be read, and the same again changes nothing', async () => {
  const store = openArtifactStore(dir);
  const { digest, sizeBytes } = await store.put('lamp');
  expect(sizeBytes).toBe(4);
  expect(await store.put(Readable.from([Buffer.from('la'), Buffer.from('mp')]))).toEqual({
    digest,
    sizeBytes,
  });
  expect(fs.readFileSync(store.pathOf(digest), 'utf8')).toBe('lamp');
  expect(half()).toEqual([]);
});

test('a file that cannot fit is refused before a byte is read, with what is missing', async () => {
  const store = openArtifactStore(dir);
  const free = measureFreeBytes(dir);
  const source = Readable.from(['never']);
  const fault = await faultOf(store.put(source, free + 10 * 2 ** 20));
  expect(fault).toBeInstanceOf(PassingFault);
  expect([fault.code, fault.status]).toEqual(['disk_full', 507]);
  expect(Number(fault.fields.missingBytes)).toBeGreaterThan(reserveBytes);
  expect(fault.message).toMatch(/are free, .* are needed, .* are missing/);
  expect(source.destroyed).toBe(true);
});

test('a disk that fills up on the way leaves nothing behind', async () => {
  const store = openArtifactStore(dir);
  const free = vi.spyOn(fs, 'statfsSync');
  const pieces = async function* () {
    for (let n = 0; n < 12; n += 1) {
      if (n === 4) free.mockReturnValue({ bavail: 5, bsize: 4096 } as never);
      yield Buffer.alloc(2 ** 20, n);
    }
  };
  expect((await faultOf(store.put(pieces()))).code).toBe('disk_full');
  expect(half()).toEqual([]);
  expect(fs.existsSync(path.join(dir, 'sha256'))).toBe(false);
});

test('ENOSPC of the system is the same named fault', async () => {
  const store = openArtifactStore(dir);
  const full = new Readable({
    read() {
      this.destroy(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    },
  });
  expect(await faultOf(store.put(full))).toMatchObject({ code: 'disk_full', fields: { directory: dir } });
});

test('a sweep removes what a killed server left half written, and nothing that is young', async () => {
  const store = openArtifactStore(dir);
  await store.put('whole');
  fs.writeFileSync(path.join(dir, 'incoming', 'left'), 'half');
  expect(await store.sweep(60_000)).toBe(0);
  expect(await store.sweep(0)).toBe(1);
  expect(half()).toEqual([]);
});

test('file, name and every new directory are synced, in this order', () => {
  const calls: string[] = [];
  const open = fs.openSync;
  vi.spyOn(fs, 'openSync').mockImplementation((file, ...rest) => {
    const handle = open(file, ...rest);
    calls.push(`open ${path.relative(dir, String(file)) || '.'}`);
    return handle;
  });
  const rename = fs.renameSync;
  vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => (calls.push('rename'), rename(from, to)));
  const sync = vi.spyOn(fs, 'fsyncSync').mockImplementation(() => void calls.push('sync'));
  makeDirectoryDurably(path.join(dir, 'a', 'b'));
  expect(calls).toEqual(['open a', 'sync', 'open .', 'sync']);
  calls.length = 0;
  sync.mockClear();
  writeDurably(path.join(dir, 'a', 'b', 'mark'), 'x');
  expect(calls.slice(-3)).toEqual(['rename', 'open a/b', 'sync']);
  expect(fs.readdirSync(path.join(dir, 'a', 'b'))).toEqual(['mark']);
});
