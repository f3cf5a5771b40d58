import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { wrongChecksum } from '../failures.mjs';

/** The parts of a file, in order, as one file that has its name only when it has its digest. The parts are removed on the way. */
export async function joinParts(progress, parts, file, sha256) {
  const half = `${file}.part`;
  const total = parts.reduce((sum, part) => sum + fs.statSync(part).size, 0);
  const hash = createHash('sha256');
  const target = fs.openSync(half, 'w');
  let done = 0;
  progress.phase('joining the parts');
  try {
    for (const part of parts) {
      for await (const piece of fs.createReadStream(part, { highWaterMark: 1 << 20 })) {
        fs.writeSync(target, piece);
        hash.update(piece);
        progress.amount((done += piece.length), total, 'bytes');
      }
      fs.rmSync(part);
    }
  } finally {
    fs.closeSync(target);
  }
  const actual = hash.digest('hex');
  if (actual !== sha256) {
    fs.rmSync(half);
    throw wrongChecksum({ file: path.basename(file), expected: sha256, actual });
  }
  fs.renameSync(half, file);
  return file;
}
