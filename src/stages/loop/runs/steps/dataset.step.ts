import type { LoopFile } from '../../file/loop-file.contract.ts';
import { assertDone, type CarryOut, until } from '../carry-out.ts';

export const carryOutDataset: CarryOut = async ({ project, step, stages, signal, made }) => {
  const { name, recipe } = step.settings as LoopFile['dataset'];
  const dataset = await stages.data.datasets.create({ project, name });
  const { id } = await stages.data.datasets.freeze({ project, id: dataset.id, recipe: recipe as never });
  await made({ id });
  const read = () => stages.data.datasets.version({ project, id });
  const ended = await until(signal, read, each => each.state !== 'building');
  assertDone(`Freezing ${name}`, ended.state, ended.error);
  const { bySplit, groups } = ended.facts!;
  const { train, validation, test } = bySplit;
  const summary = `version ${ended.n}: ${train} train, ${validation} validation, ${test} test rows in ${groups} groups`;
  return { id, n: ended.n, digest: ended.digest, bySplit, groups, summary };
};
