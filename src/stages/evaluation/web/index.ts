import type { StageWeb } from '#platform/ui/stage-web.ts';

export { voteApi } from './api.ts';
export { BandWord } from './band-word.tsx';

export const evaluationWeb: StageWeb = {
  name: 'evaluation',
  menu: [{ path: 'evaluation', label: 'evaluations' }],
  pages: [
    { path: 'evaluation', load: () => import('./list/evaluations-page.tsx') },
    { path: 'evaluation/new', load: () => import('./new/new-evaluation-page.tsx') },
    { path: 'evaluation/$evaluation', load: () => import('./result/evaluation-page.tsx') },
    { path: 'evaluation/$evaluation/votes', load: () => import('./votes/votes-page.tsx') },
    { path: 'vote/$evaluation', load: () => import('./vote/vote-page.tsx'), frame: 'full' },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: { evaluation: ['evaluations'], vote: ['evaluations'] },
  addresses: { evaluation: id => `evaluation/${id}` },
  begins: [{ path: 'evaluation/new', label: 'list.new', needs: 'evaluation.write' }],
  objects: () => import('./find-objects.ts'),
  twins: { evaluation: id => ({ command: `eval show ${id}`, path: `evaluations/${id}` }) },
};
