import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import { assertSpace, diskFull, isNoSpace } from './disk-space.ts';
import { makeDirectoryDurably } from './durable-file.ts';

export type Artifact = { digest: string; sizeBytes: number };

type Content = Readable | AsyncIterable<string | Uint8Array> | string | Uint8Array;

/** Files by their SHA-256, written once. What `put` returned is on the disk and survives a power cut. */
export type ArtifactStore = {
  /** `sizeBytes`, where it is known beforehand, refuses what cannot fit before a byte is written. Throws `disk_full`. */
  put(content: Content, sizeBytes?: number): Promise<Artifact>;
  putFile(file: string): Promise<Artifact>;
  read(digest: string, range?: { startBytes: number }): Readable;
  size(digest: string): Promise<number>;
  /** The local path, for programs that need a file (the engine, llama.cpp). Never write to it. */
  pathOf(digest: string): string;
  has(digest: string): Promise<boolean>;
  /** Removes what a killed server left half written; gives how many. Others may write: only what is older goes. */
  sweep(olderThanMs: number): Promise<number>;
};

export function openArtifactStore(dir: string): ArtifactStore {
  const pathOf = (digest: string) => {
    if (!/^[0-9a-f]{64}$/.test(digest))
      throw new AttuneError('bad_digest', `"${digest}" is no SHA-256 digest.`);
    return path.join(dir, 'sha256', digest.slice(0, 2), digest);
  };
  const sizeOf = async (digest: string) => {
    const found = await stat(pathOf(digest)).catch(() => undefined);
    if (!found) throw notFound('artifact', digest);
    return found.size;
  };
  const put: ArtifactStore['put'] = (content, sizeBytes = 0) =>
    write(dir, pathOf, toReadable(content), sizeBytes);
  return {
    put,
    putFile: async file => put(fs.createReadStream(file), (await stat(file)).size),
    read: (digest, range) => fs.createReadStream(pathOf(digest), { start: range?.startBytes ?? 0 }),
    size: sizeOf,
    pathOf,
    has: digest =>
      stat(pathOf(digest)).then(
        () => true,
        () => false,
      ),
    sweep: olderThanMs => sweepIncoming(dir, olderThanMs),
  };
}

function toReadable(content: Content): Readable {
  if (typeof content === 'string' || content instanceof Uint8Array) return Readable.from([content]);
  return content instanceof Readable ? content : Readable.from(content);
}

async function write(
  dir: string,
  pathOf: (digest: string) => string,
  content: Readable,
  sizeBytes: number,
): Promise<Artifact> {
  const half = path.join(dir, 'incoming', randomUUID());
  const progress = { bytes: 0 };
  try {
    assertSpace(dir, sizeBytes);
    makeDirectoryDurably(path.dirname(half));
    const digest = await writeHalf(half, content, progress, () => assertSpace(dir, 0));
    await settle(half, pathOf(digest));
    return { digest, sizeBytes: progress.bytes };
  } catch (error) {
    content.destroy();
    await rm(half, { force: true });
    throw isNoSpace(error) ? diskFull(dir, Math.max(sizeBytes, progress.bytes), error) : error;
  }
}

const checkSpaceEveryBytes = 8 * 2 ** 20;

/** Gives the digest. Space is looked at on the way, for content whose length nobody knows. */
async function writeHalf(
  half: string,
  content: Readable,
  progress: { bytes: number },
  checkSpace: () => void,
): Promise<string> {
  const hash = createHash('sha256');
  let nextCheck = checkSpaceEveryBytes;
  const measure = new Transform({
    transform(chunk, _encoding, done) {
      const bytes = Buffer.from(chunk);
      hash.update(bytes);
      progress.bytes += bytes.length;
      try {
        if (progress.bytes >= nextCheck) checkSpace();
        while (nextCheck <= progress.bytes) nextCheck += checkSpaceEveryBytes;
        done(null, bytes);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  await pipeline(content, measure, fs.createWriteStream(half, { flush: true }));
  return hash.digest('hex');
}

async function settle(half: string, target: string): Promise<void> {
  makeDirectoryDurably(path.dirname(target));
  await rename(half, target);
  const handle = await open(path.dirname(target), 'r');
  await handle.sync().finally(() => handle.close());
}

async function sweepIncoming(dir: string, olderThanMs: number): Promise<number> {
  const incoming = path.join(dir, 'incoming');
  let removed = 0;
  for (const name of await readdir(incoming).catch(() => [])) {
    const file = path.join(incoming, name);
    const found = await stat(file).catch(() => undefined);
    if (!found || Date.now() - found.mtimeMs < olderThanMs) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}
