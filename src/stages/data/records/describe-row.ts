import { contentHash, inputHash } from './content-hash.ts';
import { detectLanguage } from './detect-language.ts';
import { conversationTextOf, type Payload, promptTextOf } from './payload.ts';

/** What lists and look-ups need of a row, derived from its text alone. */
export type RowDescription = {
  contentHash: string;
  inputHash: string;
  language: string | null;
  preview: string;
  characters: number;
};

export function describeRow(payload: Payload, label: string | null): RowDescription {
  const text = conversationTextOf(payload);
  const { code } = detectLanguage(text);
  return {
    contentHash: contentHash(payload, label),
    inputHash: inputHash(payload),
    language: code === 'und' ? null : code,
    preview: promptTextOf(payload).replaceAll(/\s+/g, ' ').trim().slice(0, previewCharacters).toWellFormed(),
    characters: text.length,
  };
}

const previewCharacters = 120;

/** A value as PostgreSQL can keep it: it knows no NUL and no half of a character pair. What is lost is shown as lost. */
export function storable<Value>(value: Value): Value {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\uFFFD') as Value;
  if (Array.isArray(value)) return value.map(storable) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]),
  ) as Value;
}
