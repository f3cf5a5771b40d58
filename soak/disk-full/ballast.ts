import fs from 'node:fs';
import path from 'node:path';

/** Takes room away, and gives it back. */
export type Ballast = {
  /** Leaves so many bytes free, or fewer where others have them already. */
  leave(bytes: number): void;
  free(): void;
};

const piece = Buffer.alloc(2 ** 20, 7);

export function createBallast(root: string): Ballast {
  const file = path.join(root, 'ballast');
  return {
    leave(bytes) {
      const handle = fs.openSync(file, 'a');
      try {
        for (;;) {
          const { bavail, bsize } = fs.statfsSync(root);
          const room = Math.floor(bavail * bsize - bytes);
          if (room <= 0 || fs.writeSync(handle, piece, 0, Math.min(piece.length, room)) === 0) return;
          // Without the blocks being taken for real the file system tells of room that is gone.
          fs.fsyncSync(handle);
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        fs.closeSync(handle);
      }
    },
    free: () => fs.rmSync(file, { force: true }),
  };
}
