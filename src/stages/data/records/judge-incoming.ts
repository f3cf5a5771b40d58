import { refuse, type RowProblem } from '../formats/reject.ts';
import type { ReservedQuestions } from '../datasets/reserved-questions.ts';
import type { Candidate } from './candidate.ts';

export type Outcome =
  | { kind: 'record'; recordId: string }
  | { kind: 'duplicate'; recordId: string; by: 'content' | 'external_id' }
  | { kind: 'reject'; problem: RowProblem };

/** Records that are there: ids by content hash, and id with content hash by external id. */
export type Known = {
  byContent: Map<string, string>;
  byExternalId: Map<string, { recordId: string; contentHash: string }>;
  reserved: ReservedQuestions;
};

/** What becomes of rows that come in, in their order; a row that becomes a record is known to those after it. */
export function judgeIncoming(candidates: Candidate[], known: Known): Outcome[] {
  return candidates.map(candidate => {
    const outcome = judge(candidate, known);
    if (outcome.kind === 'record') remember(candidate, known);
    return outcome;
  });
}

function judge(row: Candidate, { byContent, byExternalId, reserved }: Known): Outcome {
  const named = row.externalId === null ? undefined : byExternalId.get(row.externalId);
  if (named?.contentHash === row.contentHash)
    return { kind: 'duplicate', recordId: named.recordId, by: 'external_id' };
  const same = byContent.get(row.contentHash);
  if (same) return { kind: 'duplicate', recordId: same, by: 'content' };
  if (named) return { kind: 'reject', problem: otherContent(row.externalId!) };
  const taken = reserved.find(row.inputHash, row.question);
  return taken
    ? { kind: 'reject', problem: reservedQuestion(taken.by) }
    : { kind: 'record', recordId: row.id };
}

function remember({ id, externalId, contentHash }: Candidate, { byContent, byExternalId }: Known): void {
  byContent.set(contentHash, id);
  if (externalId !== null) byExternalId.set(externalId, { recordId: id, contentHash });
}

const otherContent = (externalId: string) =>
  refuse(
    'external_id_conflict',
    'externalId',
    `The source holds another text under the external id "${externalId}".`,
    'Correct that record, or leave the external id out of the mapping if it does not name rows for good.',
  ).problem;

const reservedQuestion = (by: 'same_question' | 'near_question') =>
  refuse(
    'reserved_for_evaluation',
    'messages',
    by === 'same_question'
      ? 'A test split holds this very question.'
      : 'A test split holds nearly this question.',
    'It may not be trained on. Leave it out, or ask it in another project.',
  ).problem;
