import { assertDone, type CarryOut, until } from '../carry-out.ts';

export const carryOutCleaning: CarryOut = async ({ project, step, stages, signal, made }) => {
  const { id } = await stages.data.cleaningRuns.create({ project, recipe: step.settings as never });
  await made({ id });
  const read = () => stages.data.cleaningRuns.get({ project, id });
  const ended = await until(signal, read, each => each.state === 'done' || each.state === 'failed');
  assertDone('Cleaning', ended.state, ended.error);
  return { id, number: ended.number, counts: ended.counts, summary: describeCounts(ended.counts) };
};

const describeCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .filter(([name]) => !name.includes('.'))
    .map(([name, count]) => `${count} ${name.replace('_', ' ')}`)
    .join(', ');
