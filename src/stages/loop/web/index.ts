import { addTexts } from '#platform/i18n/texts.ts';
import type { StageWeb } from '#platform/ui/stage-web.ts';
import { dataWeb } from '#stages/data/web/index.ts';
import { evaluationWeb } from '#stages/evaluation/web/index.ts';
import { needWeb } from '#stages/need/web/index.ts';

export { exampleApi, overviewApi } from './api.ts';
export { LineageBar } from './thread/lineage-bar.tsx';

/** What steps made is said in the words of the stages that made it. */
const withWords = async <Module>(page: Promise<Module>): Promise<Module> => {
  const words = [needWeb, dataWeb, evaluationWeb].map(({ name, texts }) => addTexts(name, texts));
  await Promise.all(words);
  return page;
};

export const loopWeb: StageWeb = {
  name: 'loop',
  menu: [{ path: 'loop', label: 'loop' }],
  pages: [
    { path: 'loop', load: () => withWords(import('./loop/loop-page.tsx')) },
    { path: 'start', load: () => withWords(import('./start/start-page.tsx')) },
    { path: 'loop/runs/$number', load: () => withWords(import('./loop/loop-run-page.tsx')) },
    { path: 'loop/lineage/$kind/$id', load: () => import('./thread/lineage-page.tsx') },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: {
    loop: ['loops', 'overview', 'example'],
    import: ['overview', 'graph'],
    cleaning: ['overview'],
    records: ['overview', 'lineage', 'graph'],
    dataset_version: ['overview', 'lineage', 'graph'],
    run: ['overview', 'lineage', 'graph'],
    evaluation: ['overview', 'lineage', 'graph'],
    deployment: ['overview', 'lineage', 'graph'],
    feedback: ['overview', 'graph'],
    promotion: ['overview', 'graph'],
  },
};
