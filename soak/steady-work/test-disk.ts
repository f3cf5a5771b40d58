import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A small ext4 file system of the campaign's own, in a file. Needs root. */
export type TestDisk = {
  /** Where it is mounted; anybody may enter it, for PostgreSQL does not run as root. */
  root: string;
  mount(): void;
  unmount(): void;
  /**
   * The power fails: from this moment on nothing more reaches the disk, and what was not synced is lost. The file system
   * answers everything with an error until it is mounted again, which replays its journal.
   */
  cutPower(): void;
  /** Unmounts it and removes its file. */
  destroy(): void;
};

/** Why it cannot be made here, or undefined. */
export function cannotMakeDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'it mounts file systems, which needs root on Linux';
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-disk-'));
  try {
    const disk = createTestDisk(folder, 16);
    disk.mount();
    disk.cutPower();
    disk.destroy();
    return undefined;
  } catch (error) {
    return `no ext4 can be mounted from a file: ${String((error as { stderr?: string }).stderr || error).trim()}`;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export function createTestDisk(folder: string, megabytes: number): TestDisk {
  const image = path.join(folder, 'disk.img');
  const root = path.join(folder, 'disk');
  fs.writeFileSync(image, '');
  fs.truncateSync(image, megabytes * 2 ** 20);
  fs.mkdirSync(root);
  // Nothing is kept back for root, so that everybody sees the same free space.
  run('mkfs.ext4', '-q', '-F', '-m', '0', image);
  let isMounted = false;
  const unmount = () => {
    if (isMounted) run('umount', root);
    isMounted = false;
  };
  return {
    root,
    unmount,
    mount() {
      // The journal is not written by itself while a round lasts: what nobody synced is lost for sure.
      run('mount', '-o', 'loop,commit=120', image, root);
      isMounted = true;
      fs.chmodSync(root, 0o755);
    },
    cutPower: () => run('python3', '-c', shutDown, root),
    destroy() {
      unmount();
      fs.rmSync(image, { force: true });
    },
  };
}

const run = (program: string, ...args: string[]): void => void execFileSync(program, args, { stdio: 'pipe' });

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH (fs/ext4/ext4.h): the journal is aborted where it stands. */
const shutDown = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack("I", 2))`;
