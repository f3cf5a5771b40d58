import type { Services } from '#platform/http/services.ts';
import type { Message } from '#stages/data/data.tables.ts';
import type { Design, ReferenceMetrics } from '../evaluation.contract.ts';
import { type EvaluationRow, type ItemRow, listItems } from '../evaluation.queries.ts';
import type { Ports } from '../ports.ts';
import { corpusChrf } from '../statistics/chrf.ts';
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
    baseline: chrfOf('baseline', items, answers),
    candidate: chrfOf('candidate', items, answers),
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

function chrfOf(arm: AnswerRow['arm'], items: readonly ItemRow[], answers: readonly AnswerRow[]): number {
  const texts = new Map(
    answers.filter(answer => answer.arm === arm).map(answer => [answer.itemId, answer.text]),
  );
  const answered = items.filter(item => texts.has(item.id));
  return corpusChrf(answered.map(item => ({ answer: texts.get(item.id)!, reference: item.reference })));
}
