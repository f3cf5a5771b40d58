import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Takes room away, and gives it back. */
export type Ballast = {
  /** Leaves so many bytes free, or fewer where others have them already. */
  leave(bytes: number): void;
  free(): void;
};

export function createBallast(root: string): Ballast {
  const file = path.join(root, 'ballast');
  const sizeOf = () => (fs.existsSync(file) ? fs.statSync(file).size : 0);
  return {
    leave(bytes) {
      const { bavail, bsize } = fs.statfsSync(root);
      const room = Math.floor((bavail * bsize - bytes) / bsize) * bsize;
      // Allocated and not written: the disk is full at once, and busy with nothing but the server's own work.
      if (room > 0) allocate(file, sizeOf(), room);
    },
    free: () => fs.rmSync(file, { force: true }),
  };
}

/** Takes what there is where others were faster. */
function allocate(file: string, offset: number, bytes: number): void {
  try {
    execFileSync('fallocate', ['-o', String(offset), '-l', String(bytes), file], { stdio: 'pipe' });
  } catch (error) {
    if (!/No space left/.test(String((error as { stderr?: Buffer }).stderr))) throw error;
  }
}
