import type { LoopFile } from '../../file/loop-file.contract.ts';
import type { CarryOut } from '../carry-out.ts';

type SourceSettings = Omit<LoopFile['sources'][number], 'files'>;

/** The source of this name, made when there is none; one that is there is left as people made it. */
export const carryOutSource: CarryOut = async ({ project, step, stages }) => {
  const wish = step.settings as SourceSettings;
  const { items } = await stages.data.sources.list({ project, limit: 500 });
  const source =
    items.find(each => each.name === wish.name) ?? (await stages.data.sources.create({ project, ...wish }));
  const { id, origin, licence } = source;
  return { id, origin, licence, summary: `${origin}, ${licence || 'no licence named'}` };
};
