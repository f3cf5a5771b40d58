import type { StageWeb } from '#platform/ui/stage-web.ts';

export { projectApi } from './api.ts';

export const needWeb: StageWeb = {
  name: 'need',
  menu: [{ path: 'need', label: 'brief' }],
  pages: [{ path: 'need', load: () => import('./brief-page.tsx') }],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: { project: ['projects'], brief: ['brief'] },
};
