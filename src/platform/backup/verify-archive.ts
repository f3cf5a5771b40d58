import { createHash } from 'node:crypto';
import { AttuneError } from '#platform/http/attune-error.ts';
import { damaged, foreign, type Member, readMembers } from './read-archive.ts';

export const formatVersion = 1;

/** The first member: what a reader must know before it trusts itself with the rest. */
export type ArchiveHeader = {
  format: 'attune-backup';
  formatVersion: number;
  /** Version of the program that wrote it. */
  program: string;
  createdAt: string;
  /** Migrations that its database has. */
  migrations: string[];
};

export type Manifest = {
  members: number;
  indexes: { name: string; sha256: string }[];
} & Record<string, unknown>;

export type Verified = { header: ArchiveHeader; manifest: Manifest };

/**
 * Reads a whole archive and compares every byte with the digests in it. Throws, naming the first member that is wrong;
 * gives header and manifest of one that is whole.
 */
export async function verifyArchive(
  file: string,
  onBytes: (seenBytes: number) => void = () => {},
): Promise<Verified> {
  let header: ArchiveHeader | undefined;
  let manifest: { value: Manifest; digest: string } | undefined;
  let isSealed = false;
  let pending: { name: string; digest: string }[] = [];
  const indexes: { name: string; sha256: string }[] = [];
  let members = 0;
  let seen = 0;
  for await (const member of readMembers(file)) {
    if (isSealed) throw damaged(file, member.name);
    const { digest, text } = await digestOf(member, bytes => onBytes((seen += bytes)));
    if (header === undefined) header = parseHeader(file, member, text);
    if (member.name.startsWith('index/')) {
      compareIndex(file, pending, text);
      members += pending.length;
      pending = [];
      indexes.push({ name: member.name, sha256: digest });
    } else if (member.name === 'manifest.json')
      manifest = { value: parse(file, member.name, text) as Manifest, digest };
    else if (member.name === 'manifest.sha256') {
      if (text !== `${manifest?.digest}  manifest.json\n`) throw damaged(file, 'manifest.json');
      isSealed = true;
    } else pending.push({ name: member.name, digest });
  }
  if (!header || !manifest || !isSealed || pending.length > 0) throw damaged(file, 'the list of its members');
  compareManifest(file, manifest.value, indexes, members);
  return { header, manifest: manifest.value };
}

/** The text of what is small and read here; the digest of everything. */
async function digestOf(
  member: Member,
  count: (bytes: number) => void,
): Promise<{ digest: string; text: string }> {
  const isText = /^(header\.json|index\/|manifest\.)/.test(member.name);
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  for await (const chunk of member.chunks()) {
    hash.update(chunk);
    if (isText) kept.push(chunk);
    count(chunk.length);
  }
  return { digest: hash.digest('hex'), text: Buffer.concat(kept).toString('utf8') };
}

function parseHeader(file: string, member: Member, text: string): ArchiveHeader {
  const value = member.name === 'header.json' ? (parse(file, member.name, text) as ArchiveHeader) : undefined;
  if (value?.format !== 'attune-backup') throw foreign(file);
  if (value.formatVersion > formatVersion) throw newer(file, value);
  return value;
}

export const newer = (file: string, { program, createdAt }: ArchiveHeader): AttuneError =>
  new AttuneError(
    'backup_newer',
    `${file} was written by Attune ${program} on ${createdAt.slice(0, 10)}, which is newer.`,
    {
      status: 409,
      fields: { program },
      remedy: `Restore it with Attune ${program} or newer.`,
    },
  );

function compareIndex(file: string, pending: { name: string; digest: string }[], text: string): void {
  const lines = text.split('\n');
  for (const [i, { name, digest }] of pending.entries())
    if (lines[i] !== `${digest}  ${name}`) throw damaged(file, name);
  if (lines.length !== pending.length + 1) throw damaged(file, 'the list of its members');
}

function compareManifest(
  file: string,
  manifest: Manifest,
  indexes: Manifest['indexes'],
  members: number,
): void {
  for (const [i, index] of indexes.entries())
    if (manifest.indexes[i]?.sha256 !== index.sha256) throw damaged(file, index.name);
  if (manifest.indexes.length !== indexes.length || manifest.members !== members)
    throw damaged(file, 'the number of its members');
}

function parse(file: string, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(file, name);
  }
}
