import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../bench/seeded-random.ts';
import { readMembers } from './read-archive.ts';
import { decodeHeader, encodeHeader } from './tar-format.ts';
import { formatVersion, verifyArchive } from './verify-archive.ts';
import { createArchive } from './write-archive.ts';

let dir: string;
let file: string;
let whole: Buffer;
const long = `files/${'d'.repeat(120)}/${'f'.repeat(90)}`;

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-archive-'));
  file = path.join(dir, 'a.tar');
  const archive = await createArchive(file);
  const header = {
    format: 'attune-backup',
    formatVersion,
    program: '0.1.0',
    createdAt: '2026-01-01',
    migrations: [],
  };
  await archive.add('header.json', Buffer.from(JSON.stringify(header)));
  await archive.add('files/空.txt', Buffer.from('数据'));
  await archive.add('files/empty', Buffer.alloc(0));
  await archive.add(long, randomBytes(3_000));
  const chunks = async function* () {
    yield Buffer.alloc(700, 1);
    yield Buffer.alloc(324, 2);
  };
  await archive.add('files/two-blocks', { sizeBytes: 1_024, chunks: chunks() });
  for (let i = 0; i < 1_001; i++) await archive.add(`files/${i}`, Buffer.alloc(0));
  await archive.finish({ note: 'all' });
  whole = fs.readFileSync(file);
});
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

const verify = (bytes: Buffer) => {
  const other = path.join(dir, 'other.tar');
  fs.writeFileSync(other, bytes);
  return verifyArchive(other);
};

describe('an archive', () => {
  test('is verified whole, is readable by its owner only, and leaves no half file', async () => {
    const { manifest } = await verifyArchive(file);
    expect(manifest).toMatchObject({ note: 'all', members: 1_006 });
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(dir)).not.toContain('a.tar.part');
  });

  test('is an ordinary tar file', () => {
    const names = execFileSync('tar', ['tf', file], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(names).toContain(`${long}\n`);
    expect(execFileSync('tar', ['xOf', file, 'files/two-blocks'])).toHaveLength(1_024);
  });

  test('with any one bit flipped is refused, and the member named', { timeout: 60_000 }, async () => {
    const random = seededRandom(5);
    const used = whole.subarray(0, 8_000).length;
    for (let round = 0; round < 150; round++) {
      const at = Math.trunc(random() * (round % 2 ? used : whole.length));
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << Math.trunc(random() * 8);
      await expect(verify(bytes), `bit in byte ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^archive_|backup_newer/),
      });
    }
    const bytes = Buffer.from(whole);
    bytes[bytes.indexOf(Buffer.alloc(700, 1))]! ^= 1;
    await expect(verify(bytes)).rejects.toThrow('files/two-blocks is not what was written');
  });

  test('cut anywhere is refused as not whole', { timeout: 60_000 }, async () => {
    const random = seededRandom(6);
    for (let round = 0; round < 60; round++) {
      const length = 1 + Math.trunc(random() * (whole.length - 1));
      await expect(verify(whole.subarray(0, length)), `cut at ${length}`).rejects.toMatchObject({
        code: expect.stringMatching(/^archive_/),
      });
    }
    await expect(verify(whole.subarray(0, whole.length - 1))).rejects.toThrow('is not whole');
    await expect(verify(Buffer.concat([whole, Buffer.from('x')]))).rejects.toThrow('is damaged');
    await expect(verify(Buffer.from('PK not a tar'))).rejects.toThrow('no backup of Attune');
  });

  test('gives its members back', async () => {
    for await (const member of readMembers(file))
      if (member.name === 'files/空.txt') {
        const [bytes] = await Array.fromAsync(member.chunks());
        expect(bytes!.toString()).toBe('数据');
      }
  });

  test('that another backup writes, or a killed one left, is not written over', async () => {
    const first = await createArchive(path.join(dir, 'b.tar'));
    await expect(createArchive(path.join(dir, 'b.tar'))).rejects.toThrow('b.tar.part is there');
    await first.abort();
    expect(fs.existsSync(path.join(dir, 'b.tar.part'))).toBe(false);
  });
});

test('sizes beyond eight gibibytes have a header', () => {
  const header = { name: 'big', sizeBytes: 20 * 2 ** 30 };
  expect(decodeHeader(encodeHeader(header))).toEqual(header);
});
