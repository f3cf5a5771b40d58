import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a small file so that its name holds the old or the new content, whole, whatever moment the power fails: content
 * to the disk, then the name, then the directory that holds the name. Returns when it is durable.
 */
export function writeDurably(file: string, content: string, mode = 0o644): void {
  const half = `${file}.${process.pid}.half`;
  try {
    fs.writeFileSync(half, content, { mode, flush: true });
    fs.renameSync(half, file);
  } catch (error) {
    fs.rmSync(half, { force: true });
    throw error;
  }
  syncDirectory(path.dirname(file));
}

/** Makes a directory and those above it that are missing, each durable in the one above. */
export function makeDirectoryDurably(dir: string, mode?: number): void {
  const first = fs.mkdirSync(dir, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  if (first === undefined) return;
  for (let at = path.resolve(dir); at.length >= path.resolve(first).length; at = path.dirname(at))
    syncDirectory(path.dirname(at));
}

/** Forces a directory's entries to the disk: without it a power cut may take the name of a file that is whole. */
export function syncDirectory(dir: string): void {
  const handle = fs.openSync(dir, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
