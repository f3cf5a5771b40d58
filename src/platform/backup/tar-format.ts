import { AttuneError } from '#platform/http/attune-error.ts';

/** POSIX ustar (IEEE 1003.1-2017, pax, "ustar Interchange Format"), regular files only: `tar tf FILE` lists a backup. */
export const blockBytes = 512;
export const paddingOf = (sizeBytes: number): number => (blockBytes - (sizeBytes % blockBytes)) % blockBytes;

export type TarHeader = { name: string; sizeBytes: number };

const longestOctal = 8 ** 11 - 1;

/** Throws `name_too_long` for what the format cannot hold. */
export function encodeHeader({ name, sizeBytes }: TarHeader): Buffer {
  const block = Buffer.alloc(blockBytes);
  const { prefix, rest } = splitName(name);
  block.write(rest, 0, 'utf8');
  block.write('0000600\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  writeSize(block, sizeBytes);
  block.write('00000000000\0', 136);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345, 'utf8');
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Undefined for a block that is not, bit for bit, what `encodeHeader` writes. */
export function decodeHeader(block: Buffer): TarHeader | undefined {
  const prefix = text(block, 345, 155);
  const rest = text(block, 0, 100);
  const header = { name: prefix ? `${prefix}/${rest}` : rest, sizeBytes: readSize(block) };
  if (!Number.isSafeInteger(header.sizeBytes) || header.sizeBytes < 0 || !fits(header.name)) return undefined;
  return encodeHeader(header).equals(block) ? header : undefined;
}

const fits = (name: string): boolean => findSplit(name) !== undefined;

function splitName(name: string): { prefix: string; rest: string } {
  const split = findSplit(name);
  if (split) return split;
  throw new AttuneError('name_too_long', `The name of ${name} is too long for a backup.`, {
    remedy: 'Give the file a name of at most 100 bytes, in a directory of at most 150.',
  });
}

function findSplit(name: string): { prefix: string; rest: string } | undefined {
  if (Buffer.byteLength(name) <= 100) return { prefix: '', rest: name };
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return { prefix, rest };
  }
  return undefined;
}

/** Eleven octal digits; beyond 8 GiB the base-256 form that GNU tar and bsdtar read. */
function writeSize(block: Buffer, sizeBytes: number): void {
  if (sizeBytes <= longestOctal) {
    block.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124);
    return;
  }
  block[124] = 0x80;
  block.writeBigUInt64BE(BigInt(sizeBytes), 128);
}

const readSize = (block: Buffer): number =>
  block[124]! & 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(block, 124, 12), 8);

function checksum(block: Buffer): number {
  let sum = 0;
  for (let i = 0; i < blockBytes; i++) sum += i >= 148 && i < 156 ? 32 : block[i]!;
  return sum;
}

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}
