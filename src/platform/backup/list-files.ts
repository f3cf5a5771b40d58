import { type FileHandle, open, readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * What lies in a data directory and is not the platform's state: the database goes into a backup by itself, the rest is
 * made anew or belongs to this place and this moment. Everything else is state, also what a later version puts there.
 */
const leftOut = new Set([
  'postgres',
  'servers',
  'server.log',
  'secret',
  'cli.json',
  'installation',
  'place.json',
  'restore-unfinished',
  'scoring',
  'adapters',
  'artifacts/incoming',
]);

/** Half-written files, and process files that would tie a restored run to the original's engine. */
const isPassing = (name: string): boolean =>
  /\.(half|part|partial|old)$/.test(name) || name === 'engine.pid' || name.startsWith('server.json');

/** Paths below `dataDir` of all regular files that belong into a backup, sorted within each directory. */
export async function* listFiles(dataDir: string, below = ''): AsyncGenerator<string> {
  const entries = await readdir(path.join(dataDir, below), { withFileTypes: true }).catch(ifGone);
  for (const entry of (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = below ? `${below}/${entry.name}` : entry.name;
    if (leftOut.has(file) || isPassing(entry.name)) continue;
    if (entry.isDirectory()) yield* listFiles(dataDir, file);
    else if (entry.isFile()) yield file;
  }
}

export type OpenedSource = { sizeBytes: number; chunks: AsyncIterable<Buffer>; close(): Promise<void> };

/**
 * A file as it is now: what is appended later does not count, and one that is removed meanwhile is still read to its
 * end. Undefined where it is gone already, as a checkpoint that the engine dropped.
 */
export async function openSource(file: string): Promise<OpenedSource | undefined> {
  const handle = await open(file, 'r').catch(ifGone);
  if (!handle) return undefined;
  const { size } = await handle.stat();
  return { sizeBytes: size, chunks: readUpTo(handle, size), close: () => handle.close() };
}

const chunkBytes = 2 ** 20;

async function* readUpTo(handle: FileHandle, sizeBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes;) {
    const wanted = Math.min(chunkBytes, sizeBytes - at);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

function ifGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
