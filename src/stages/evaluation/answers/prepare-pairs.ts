import type { Db } from '#platform/database/database.ts';
import type { Design } from '../evaluation.contract.ts';
import { type ItemRow, listItems, updateItemExclusion } from '../evaluation.queries.ts';
import type { Arm } from '../evaluation.tables.ts';
import { listAnswers } from './answer.queries.ts';
import { askedMessages } from './measure-references.ts';
import { preparePair } from './prepare-pair.ts';
import { showAnswer } from './show-answer.ts';

/** Sets aside, with its reason, every pair that nobody should be asked about. */
export async function preparePairs(db: Db, evaluationId: string, design: Design): Promise<void> {
  const answers = Map.groupBy(await listAnswers(db, evaluationId), answer => answer.itemId);
  for (const item of await listItems(db, evaluationId)) {
    if (item.excludedReason) continue;
    const shownOf = (arm: Arm) => showAnswer(answers.get(item.id)!.find(answer => answer.arm === arm)!);
    const pair = { baseline: shownOf('baseline'), candidate: shownOf('candidate') };
    const fate = preparePair({ ...pair, ownNames: design.hiddenNames, familiar: familiarText(item, design) });
    if (fate.state !== 'votable') await updateItemExclusion(db, item.id, exclusionOf[fate.state]);
  }
}

const exclusionOf = { identical: 'identical', unfinished: 'unfinished', leaking: 'leak' } as const;

function familiarText(item: ItemRow, { systemPrompt }: Design): string {
  return [...askedMessages(item, systemPrompt).map(message => message.content), item.reference].join('\n');
}
