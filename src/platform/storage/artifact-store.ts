import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';

export type Artifact = { digest: string; sizeBytes: number };

/** Files by their SHA-256, written once. What `put` returned is on the disk and survives a power cut. */
export type ArtifactStore = {
  put(content: Readable | AsyncIterable<string | Uint8Array> | string | Uint8Array): Promise<Artifact>;
  putFile(file: string): Promise<Artifact>;
  read(digest: string, range?: { startBytes: number }): Readable;
  size(digest: string): Promise<number>;
  /** The local path, for programs that need a file (the engine, llama.cpp). Never write to it. */
  pathOf(digest: string): string;
  has(digest: string): Promise<boolean>;
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
  const put: ArtifactStore['put'] = content => write(dir, pathOf, toReadable(content));
  return {
    put,
    putFile: file => put(fs.createReadStream(file)),
    read: (digest, range) => fs.createReadStream(pathOf(digest), { start: range?.startBytes ?? 0 }),
    size: sizeOf,
    pathOf,
    has: digest =>
      stat(pathOf(digest)).then(
        () => true,
        () => false,
      ),
  };
}

function toReadable(content: Parameters<ArtifactStore['put']>[0]): Readable {
  if (typeof content === 'string' || content instanceof Uint8Array) return Readable.from([content]);
  return content instanceof Readable ? content : Readable.from(content);
}

async function write(dir: string, pathOf: (digest: string) => string, content: Readable): Promise<Artifact> {
  const incoming = path.join(dir, 'incoming');
  await mkdir(incoming, { recursive: true });
  const half = path.join(incoming, randomUUID());
  try {
    const artifact = await writeHalf(half, content);
    await settle(half, pathOf(artifact.digest));
    return artifact;
  } catch (error) {
    await rm(half, { force: true });
    throw diskFull(error);
  }
}

async function writeHalf(half: string, content: Readable): Promise<Artifact> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform(chunk, _encoding, done) {
      const bytes = Buffer.from(chunk);
      hash.update(bytes);
      sizeBytes += bytes.length;
      done(null, bytes);
    },
  });
  await pipeline(content, measure, fs.createWriteStream(half, { flush: true }));
  return { digest: hash.digest('hex'), sizeBytes };
}

async function settle(half: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await rename(half, target);
  const handle = await open(path.dirname(target), 'r');
  await handle.sync();
  await handle.close();
}

function diskFull(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') return error;
  return new AttuneError('disk_full', 'The disk of the artifact store is full; the file was not kept.', {
    status: 507,
    remedy: 'Make room below the data directory and send it again.',
    cause: error,
  });
}
