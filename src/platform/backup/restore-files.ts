import { open } from 'node:fs/promises';
import path from 'node:path';
import { makeDirectoryDurably, syncDirectory } from '#platform/storage/durable-file.ts';
import { createFileDigest } from './file-digest.ts';
import { damaged, readMembers } from './read-archive.ts';

const prefix = 'files/';

/** Writes the files of an archive below `dataDir`, artifacts held to their digests, all on the disk when it returns. */
export async function restoreFiles(
  archive: string,
  dataDir: string,
  onFile: (name: string) => void,
): Promise<number> {
  const directories = new Set<string>();
  let count = 0;
  for await (const member of readMembers(archive)) {
    if (!member.name.startsWith(prefix)) continue;
    const name = member.name.slice(prefix.length);
    if (!isBelow(name)) throw damaged(archive, `the path of ${member.name}`);
    const file = path.join(dataDir, name);
    makeDirectoryDurably(path.dirname(file));
    await writeFile(file, name, member.chunks());
    directories.add(path.dirname(file));
    onFile(name);
    count += 1;
  }
  for (const directory of directories) syncDirectory(directory);
  return count;
}

/** A path that stays below the directory it is taken from. */
const isBelow = (name: string): boolean =>
  name !== '' &&
  !path.isAbsolute(name) &&
  name.split('/').every(part => part !== '' && part !== '.' && part !== '..');

async function writeFile(file: string, name: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const digest = createFileDigest(name);
  const handle = await open(file, 'wx', 0o644);
  try {
    for await (const chunk of digest.watch(chunks)) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
  digest.assertSame();
}
