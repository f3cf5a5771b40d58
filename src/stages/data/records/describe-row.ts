import { contentHash, inputHash } from './content-hash.ts';
import { tellLanguage } from './detect-language.ts';
import { conversationTextOf, type Payload, promptTextOf } from './payload.ts';

/** What lists and look-ups need of a row, derived from its text alone. */
export type RowDescription = {
  contentHash: string;
  inputHash: string;
  /** ISO 639-1; null where the text is too short to tell. */
  language: string | null;
  preview: string;
  characters: number;
};

export function describeRow(payload: Payload, label: string | null): RowDescription {
  const text = conversationTextOf(payload);
  return {
    contentHash: contentHash(payload, label),
    inputHash: inputHash(payload),
    language: tellLanguage(text),
    preview: previewOf(promptTextOf(payload)),
    characters: text.length,
  };
}

const previewCharacters = 120;

const previewOf = (question: string): string =>
  question
    .slice(0, 4 * previewCharacters)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, previewCharacters)
    .toWellFormed();
