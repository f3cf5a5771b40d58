import { createReadStream, createWriteStream } from 'node:fs';
import { link, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A second name for a file that nobody writes to; a whole copy where the file system cannot link. */
export async function linkOrCopy(source: string, target: string): Promise<void> {
  await link(source, target).catch(() => copyWhole(source, target));
}

async function copyWhole(source: string, target: string): Promise<void> {
  const half = `${target}.half`;
  await pipeline(createReadStream(source), createWriteStream(half, { flush: true }));
  await takeName(half, target);
}

/** The name is durable only once the folder that holds it is. */
export async function takeName(half: string, target: string): Promise<void> {
  await rename(half, target);
  const folder = await open(path.dirname(target), 'r');
  await folder.sync().finally(() => folder.close());
}
