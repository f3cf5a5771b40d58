import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

export async function digestFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}

/** A base's identity, as the engine computes it: the digest of its one file, or of the list of its sorted shards. */
export async function digestWeights(files: readonly string[]): Promise<string> {
  if (files.length === 1) return digestFile(files[0]!);
  const hash = createHash('sha256');
  for (const file of [...files].sort()) hash.update(`${await digestFile(file)}  ${path.basename(file)}\n`);
  return hash.digest('hex');
}
