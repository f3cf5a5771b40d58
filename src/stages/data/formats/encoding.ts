import { isUtf8 } from 'node:buffer';

/** Encodings that a newline byte can cut safely. UTF-16 is named only to be refused with a remedy. */
export type Encoding = 'utf-8' | 'gb18030' | 'windows-1252' | 'utf-16';

/**
 * Which encoding the first bytes of a file are in. Chinese spreadsheets save GB18030 without saying so;
 * what is neither UTF-8 nor GB18030 is read as Western, which never fails.
 */
export function detectEncoding(sample: Buffer): Encoding {
  if (startsWith(sample, [0xff, 0xfe]) || startsWith(sample, [0xfe, 0xff])) return 'utf-16';
  const whole = untilLastNewline(sample);
  if (isUtf8(whole)) return 'utf-8';
  // One broken line does not make another encoding: it becomes a reject of its own.
  if (brokenLineShare(whole) < 0.1) return 'utf-8';
  return isGb18030(whole) ? 'gb18030' : 'windows-1252';
}

/** Length of the byte order mark, which is no part of the first row. */
export const markLength = (sample: Buffer): number => (startsWith(sample, [0xef, 0xbb, 0xbf]) ? 3 : 0);

/** Undefined when the bytes are not in that encoding. */
export function decodeText(bytes: Buffer, encoding: Encoding): string | undefined {
  if (encoding === 'utf-8') return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const startsWith = (bytes: Buffer, start: number[]) => start.every((byte, at) => bytes[at] === byte);

/** Without what a sample cuts off: the last line, or, in a file of one line, the last character. */
function untilLastNewline(sample: Buffer): Buffer {
  const end = sample.lastIndexOf(0x0a);
  return end > 0 ? sample.subarray(0, end) : sample.subarray(0, wholeCharacters(sample));
}

/** Where the last whole UTF-8 character ends: up to three bytes may be the beginning of another. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function brokenLineShare(sample: Buffer): number {
  const lines = sample
    .toString('latin1')
    .split('\n')
    .filter(line => /[\u0080-\u00ff]/.test(line));
  const broken = lines.filter(line => !isUtf8(Buffer.from(line, 'latin1')));
  return lines.length > 0 ? broken.length / lines.length : 0;
}

function isGb18030(sample: Buffer): boolean {
  const text = decodeText(sample, 'gb18030');
  return text !== undefined && (text.match(/[\u4e00-\u9fff]/g)?.length ?? 0) > 0;
}
