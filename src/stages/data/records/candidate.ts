import { newId } from '#platform/database/new-id.ts';
import { describeRow } from './describe-row.ts';
import { type IncomingRow, kindOf, promptTextOf } from './payload.ts';
import { storable } from './storable.ts';

/**
 * A row with everything that can be said of it before the database is asked. Made in a worker thread by imports, so
 * that what is left for the event loop is looking up a few texts and passing `stored` on.
 */
export type Candidate = {
  id: string;
  /** Of the file it came in with, if it did. */
  line: number | null;
  externalId: string | null;
  contentHash: string;
  inputHash: string;
  /** The prompt side, by which evaluation data is recognised. */
  question: string;
  /** The record and its first revision as JSON text, in the words of the tables. */
  stored: string;
};

export function toCandidate(arriving: IncomingRow, line: number | null): Candidate {
  const row = isPlain(arriving) ? arriving : storable(arriving);
  const { messages, preference, meta, label = null, externalId = null } = row;
  const about = describeRow(row, label);
  const { contentHash, inputHash } = about;
  const id = newId();
  const stored = JSON.stringify({
    id,
    revision_id: newId(),
    line,
    external_id: externalId,
    content_hash: contentHash,
    input_hash: inputHash,
    kind: kindOf(row),
    label,
    language: about.language,
    preview: about.preview,
    characters: about.characters,
    payload: { messages, preference, meta },
  });
  return { id, line, externalId, contentHash, inputHash, question: promptTextOf(row), stored };
}

/** JSON spells out what the database cannot keep (NUL, half pairs) as \u…: text without one needs no closer look. */
const isPlain = (row: IncomingRow): boolean => !JSON.stringify(row).includes('\\u');
