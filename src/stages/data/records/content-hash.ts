import { hash } from 'node:crypto';
import { desirableOf, type Message, type Payload, promptTurnsOf, rejectedOf } from './payload.ts';

type Taught = Pick<Payload, 'messages' | 'preference'>;

/**
 * Identity of a record: SHA-256 (64 hexadecimal digits) of the canonical JSON of its messages, label and preference.
 * External id and meta are left out: they say where a row came from, not what it teaches.
 */
export function contentHash(row: Taught, label?: string | null): string {
  const named = label === undefined || label === null ? 'null' : JSON.stringify(canonicalText(label));
  return hash(
    'sha256',
    `{"label":${named},"messages":${canonicalMessages(row.messages)}${canonicalPreference(row)}}`,
  );
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

/** Nothing for conversations, so that their hashes are those from before there were preferences. */
function canonicalPreference(row: Taught): string {
  const [rejected, desirable] = [rejectedOf(row), desirableOf(row)];
  if (rejected !== undefined) return `,"preference":{"rejected":${JSON.stringify(canonicalText(rejected))}}`;
  return desirable === undefined ? '' : `,"preference":{"desirable":${desirable}}`;
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
