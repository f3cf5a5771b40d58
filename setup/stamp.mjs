import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What a finished step left behind, or undefined where there is none or a torn one. */
export function findStamp(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, and only after the step's work is on disk. */
export function writeStamp(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  fs.writeFileSync(half, `${JSON.stringify(content, null, 2)}\n`);
  fs.renameSync(half, file);
}

/** Do `wanted` and the stamp agree in every field of `wanted`? */
export function stampMatches(stamp, wanted) {
  return stamp !== undefined && Object.entries(wanted).every(([key, value]) => stamp[key] === value);
}

export const hashText = text => createHash('sha256').update(text).digest('hex');
export const hashSmallFile = file => hashText(fs.readFileSync(file));

/** SHA-256 of a file of any size, read in pieces. */
export async function hashFile(file, onBytes = () => {}) {
  const hash = createHash('sha256');
  let done = 0;
  for await (const piece of fs.createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(piece);
    onBytes((done += piece.length));
  }
  return hash.digest('hex');
}
