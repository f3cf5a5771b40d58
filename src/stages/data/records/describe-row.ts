import { contentHash, inputHash } from './content-hash.ts';
import { languageByScript } from './detect-language.ts';
import { conversationTextOf, type Payload, promptTextOf } from './payload.ts';

/** What lists and look-ups need of a row, derived from its text alone. */
export type RowDescription = {
  contentHash: string;
  inputHash: string;
  /** Null where the script does not say it: the rest is told in the background, it would halve the rate of imports. */
  language: string | null;
  preview: string;
  characters: number;
};

export function describeRow(payload: Payload, label: string | null): RowDescription {
  const text = conversationTextOf(payload);
  return {
    contentHash: contentHash(payload, label),
    inputHash: inputHash(payload),
    language: languageByScript(text) ?? null,
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
