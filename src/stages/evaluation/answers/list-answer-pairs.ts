import type { Db } from '#platform/database/database.ts';
import { listCurrentJudgements } from '#stages/labeling/index.ts';
import type * as z from 'zod';
import type { answerPairSchema } from '../evaluation.contract.ts';
import { type EvaluationRow, type ItemRow, listItems } from '../evaluation.queries.ts';
import { findLastVotedSlot } from '../voting/slot.queries.ts';
import { type AnswerRow, listAnswersOfItems } from './answer.queries.ts';
import { showAnswer } from './show-answer.ts';

type AnswerPair = z.infer<typeof answerPairSchema>;
type Page = { items: AnswerPair[]; next: string | null; hidden: number };

/**
 * Answers as raters see them, with their origin. The mapping stays on the server until an outcome is stored for good:
 * before the end a reader sees only pairs that nobody is asked about and those they voted on themselves, without the
 * last one, which an undo would bring back.
 */
export async function listAnswerPairs(
  db: Db,
  evaluation: EvaluationRow,
  reader: string,
  { after, limit, only }: { after: number; limit: number; only?: 'excluded' | undefined },
): Promise<Page> {
  const items = await listItems(db, evaluation.id);
  const visible = evaluation.state === 'closed' ? items : await keepSettled(db, evaluation.id, items, reader);
  const found = visible.filter(
    item => item.position > after && (only === undefined || item.excludedReason !== null),
  );
  const shown = found.slice(0, limit);
  const answers = await listAnswersOfItems(
    db,
    shown.map(item => item.id),
  );
  return {
    items: shown.map(item => toPair(item, answers)),
    next: found.length > limit ? String(shown.at(-1)!.position) : null,
    hidden: items.length - visible.length,
  };
}

/** Pairs whose origin the reader may know. */
export async function keepSettled(
  db: Db,
  evaluationId: string,
  items: readonly ItemRow[],
  reader: string,
): Promise<ItemRow[]> {
  const ids = items.map(item => item.id);
  const own = (await listCurrentJudgements(db, 'evaluation_item', ids, 'support')).filter(
    ({ actorId }) => actorId === reader,
  );
  const voted = new Set(own.map(judgement => judgement.subjectId));
  const last = await findLastVotedSlot(db, evaluationId, reader);
  if (last) voted.delete(last.itemId);
  return items.filter(item => item.excludedReason !== null || voted.has(item.id));
}

function toPair(item: ItemRow, answers: readonly AnswerRow[]): AnswerPair {
  const textOf = (arm: AnswerRow['arm']) => {
    const found = answers.find(answer => answer.itemId === item.id && answer.arm === arm);
    return found ? showAnswer(found).text : null;
  };
  const { position, label, reference, excludedReason } = item;
  const prompt = item.prompt as AnswerPair['prompt'];
  return {
    position,
    label,
    prompt,
    reference,
    baseline: textOf('baseline'),
    candidate: textOf('candidate'),
    excludedReason,
  };
}
