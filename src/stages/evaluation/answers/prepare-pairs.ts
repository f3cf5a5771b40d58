import type { Db } from '#platform/database/database.ts';
import { listItems, updateItemExclusion } from '../evaluation.queries.ts';
import { listAnswers } from './answer.queries.ts';
import { preparePair } from './prepare-pair.ts';

/** Sets aside, with its reason, every pair that nobody should be asked about. */
export async function preparePairs(
  db: Db,
  evaluationId: string,
  hiddenNames: readonly string[],
): Promise<void> {
  const answers = Map.groupBy(await listAnswers(db, evaluationId), answer => answer.itemId);
  for (const item of await listItems(db, evaluationId)) {
    if (item.excludedReason) continue;
    const textOf = (arm: string) => answers.get(item.id)?.find(answer => answer.arm === arm)?.text ?? '';
    const fate = preparePair(textOf('baseline'), textOf('candidate'), hiddenNames);
    if (fate.state !== 'votable') await updateItemExclusion(db, item.id, exclusionOf[fate.state]);
  }
}

const exclusionOf = { identical: 'identical', leaking: 'leak' } as const;
