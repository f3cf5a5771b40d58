import { hash } from 'node:crypto';
import { type Message, type Payload, promptTurnsOf } from './payload.ts';

/**
 * Identity of a record: SHA-256 (64 hexadecimal digits) of the canonical JSON of its messages and label.
 * External id and meta are left out: they say where a row came from, not what it teaches.
 */
export function contentHash({ messages }: Pick<Payload, 'messages'>, label?: string | null): string {
  const named = label === undefined || label === null ? 'null' : JSON.stringify(canonicalText(label));
  return hash('sha256', `{"label":${named},"messages":${canonicalMessages(messages)}}`);
}

/** Identity of the prompt side alone, by which evaluation data is recognised under any answer. */
export const inputHash = (row: Pick<Payload, 'messages'>): string =>
  hash('sha256', canonicalMessages(promptTurnsOf(row)));

/** JSON with sorted keys and no spaces; texts in NFC with LF line ends and trimmed ends. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}

/** The same as `canonicalJson` of messages, written straight: every row of every import passes here. */
function canonicalMessages(messages: Message[]): string {
  const written = messages.map(
    ({ role, content }) => `{"content":${JSON.stringify(canonicalText(content))},"role":"${role}"}`,
  );
  return `[${written.join(',')}]`;
}

const canonicalText = (text: string): string => text.normalize('NFC').replace(/\r\n?/g, '\n').trim();

function canonical(value: unknown): unknown {
  if (typeof value === 'string') return canonicalText(value);
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}
