import { createHash } from 'node:crypto';
import { promptTurnsOf, type Payload } from './payload.ts';

/**
 * Identity of a record: SHA-256 (64 hexadecimal digits) of the canonical JSON of its messages and label.
 * External id and meta are left out: they say where a row came from, not what it teaches.
 */
export function contentHash({ messages }: Payload, label?: string | null): string {
  return sha256(canonicalJson({ label: label ?? null, messages }));
}

/** Identity of the prompt side alone, by which evaluation data is recognised under any answer. */
export function inputHash(row: Payload): string {
  return sha256(canonicalJson(promptTurnsOf(row)));
}

/** JSON with sorted keys and no spaces; texts in NFC with LF line ends and trimmed ends. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}

function canonical(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC').replace(/\r\n?/g, '\n').trim();
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
