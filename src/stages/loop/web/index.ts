import type { StageWeb } from '#platform/ui/stage-web.ts';

export { overviewApi } from './api.ts';
export { LineageBar } from './thread/lineage-bar.tsx';

export const loopWeb: StageWeb = {
  name: 'loop',
  menu: [{ path: 'loop', label: 'loop' }],
  pages: [
    { path: 'loop', load: () => import('./loop/loop-page.tsx') },
    { path: 'loop/runs/$number', load: () => import('./loop/loop-run-page.tsx') },
    { path: 'loop/lineage/$kind/$id', load: () => import('./thread/lineage-page.tsx') },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: {
    loop: ['loops', 'overview'],
    import: ['overview'],
    cleaning: ['overview'],
    dataset: ['overview', 'lineage'],
    run: ['overview', 'lineage'],
    evaluation: ['overview', 'lineage'],
    deployment: ['overview', 'lineage'],
    feedback: ['overview'],
    promotion: ['overview'],
  },
};
