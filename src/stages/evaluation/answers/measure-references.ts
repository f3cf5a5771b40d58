import type { Services } from '#platform/http/services.ts';
import { createGiveWay } from '#platform/jobs/give-way.ts';
import type { Message } from '#stages/data/data.tables.ts';
import type { Design, ReferenceMetrics } from '../evaluation.contract.ts';
import { type EvaluationRow, type ItemRow, listItems } from '../evaluation.queries.ts';
import type { Ports } from '../ports.ts';
import { createChrfSum } from '../statistics/chrf.ts';
import { type AnswerRow, listAnswers } from './answer.queries.ts';
import { countReporter } from './report-progress.ts';

/** First readings before anybody votes. They are no verdict: a loss that cannot be measured stops nothing, and says why. */
export async function measureReferences(
  services: Services,
  ports: Ports,
  evaluation: EvaluationRow,
  design: Design,
  signal: AbortSignal,
): Promise<ReferenceMetrics> {
  const items = await listItems(services.db, evaluation.id);
  const answers = await listAnswers(services.db, evaluation.id);
  const rows = items.map(item => ({ id: item.id, messages: wholeConversation(item, design.systemPrompt) }));
  const count = countReporter(services, evaluation, 'metrics');
  const loss = await ports
    .score({
      services,
      baseModelId: evaluation.baselineBaseModelId,
      modelVersionId: evaluation.candidateVersionId,
      rows,
      signal,
      onProgress: count.tell,
    })
    .then(found => ({ heldOutLoss: found, heldOutLossError: null }))
    .catch((error: Error) => ({ heldOutLoss: null, heldOutLossError: error.message }));
  await count.told();
  signal.throwIfAborted();
  const chrf = {
    baseline: await chrfOf('baseline', items, answers),
    candidate: await chrfOf('candidate', items, answers),
  };
  return { isVerdict: false, rows: items.length, ...loss, chrf };
}

/** What a model is given: the frozen system prompt first, an empty one too, so that no template puts its own there. */
export function askedMessages(item: ItemRow, systemPrompt: string): Message[] {
  return [{ role: 'system', content: systemPrompt }, ...(item.prompt as Message[])];
}

function wholeConversation(item: ItemRow, systemPrompt: string): Message[] {
  return [...askedMessages(item, systemPrompt), { role: 'assistant', content: item.reference }];
}

async function chrfOf(
  arm: AnswerRow['arm'],
  items: readonly ItemRow[],
  answers: readonly AnswerRow[],
): Promise<number> {
  const references = new Map(items.map(item => [item.id, item.reference]));
  const [sum, giveWay] = [createChrfSum(), createGiveWay()];
  for (const answer of answers) {
    const reference = references.get(answer.itemId);
    if (answer.arm !== arm || reference === undefined) continue;
    sum.add({ answer: answer.text, reference });
    await giveWay();
  }
  return sum.score();
}
