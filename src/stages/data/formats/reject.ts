import { storable } from '../records/storable.ts';

/** Why a row of a file could not become a record. Codes are stable: the face translates them. */
export const rejectCodes = [
  'not_json',
  'truncated_row',
  'not_an_object',
  'row_too_long',
  'bad_encoding',
  'unclosed_quote',
  'wrong_column_count',
  'missing_field',
  'wrong_type',
  'no_question',
  'no_answer',
  'unknown_role',
  'unsupported_content',
  'empty_answer',
  'same_answers',
  'prompts_differ',
  'no_verdict',
  'external_id_conflict',
  'reserved_for_evaluation',
] as const;

export type RejectCode = (typeof rejectCodes)[number];

/** `line` counts from 1 in the file; `field` is a path such as `messages[1].role`, null when the whole row is meant. */
export type Reject = {
  line: number;
  field: string | null;
  code: RejectCode;
  message: string;
  remedy: string;
  raw: string;
};

/** A problem found inside a row; where it stands in the file is added by who knows it. */
export type RowProblem = Pick<Reject, 'field' | 'code' | 'message' | 'remedy'>;

export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: RowProblem };

export const accept = <T>(value: T): Parsed<T> => ({ ok: true, value });

export const refuse = (
  code: RejectCode,
  field: string | null,
  message: string,
  remedy: string,
): { ok: false; problem: RowProblem } => ({ ok: false, problem: { code, field, message, remedy } });

/** Raw text is kept for the reject file; what is longer than this is cut with a note. */
export const longestRawCharacters = 64 * 1024;

const longestMessage = 500;

export function rejectAt(line: number, raw: string, problem: RowProblem): Reject {
  const cut = raw.length > longestRawCharacters;
  const kept = cut ? `${raw.slice(0, longestRawCharacters)}… (${raw.length} characters)` : raw;
  // Messages quote the row: what is in there may be of any length, and nothing that the database can keep.
  const message =
    problem.message.length > longestMessage
      ? `${problem.message.slice(0, longestMessage)}…`
      : problem.message;
  return storable({ line, raw: kept, ...problem, message });
}
