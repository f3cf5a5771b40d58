import type { LoopFile } from '../../file/loop-file.contract.ts';
import { assertDone, type CarryOut, needed, until } from '../carry-out.ts';

export const carryOutEvaluation: CarryOut = async context => {
  const { project, step, stages, signal } = context;
  const { name, plannedVotes, design } = step.settings as NonNullable<LoopFile['evaluation']>;
  const wish = {
    ...design,
    name,
    candidateVersionId: needed(context, 'run').modelVersionId as string,
    datasetVersionId: needed(context, 'dataset').id,
    ...(plannedVotes ? { plannedVotes } : {}),
  };
  const created = await stages.evaluation.evaluations.create({ project, ...wish });
  await context.made({ id: created.id, number: created.number });
  const read = () => stages.evaluation.evaluations.get({ project, evaluation: created.id });
  const ended = await until(
    signal,
    read,
    each => each.state === 'open' || each.state === 'closed' || each.state === 'failed',
  );
  assertDone(`Evaluation ${created.number}`, ended.state, ended.error);
  const summary = `evaluation ${ended.number}: ${ended.prompts} prompts answered by both`;
  return {
    id: ended.id,
    number: ended.number,
    metrics: ended.metrics,
    excluded: ended.excludedPrompts,
    prompts: ended.prompts,
    summary,
  };
};
