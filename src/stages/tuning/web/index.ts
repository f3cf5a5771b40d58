import type { StageWeb } from '#platform/ui/stage-web.ts';

export const tuningWeb: StageWeb = {
  name: 'tuning',
  menu: [{ path: 'tuning/runs', label: 'runs' }],
  pages: [
    { path: 'tuning/runs', load: () => import('./runs/runs-page.tsx') },
    { path: 'tuning/runs/new', load: () => import('./new-run/new-run-page.tsx') },
    { path: 'tuning/runs/$run', load: () => import('./run/run-page.tsx') },
    { path: 'tuning/compare', load: () => import('./runs/compare-page.tsx') },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: { run: ['runs'] },
  addresses: { run: id => `tuning/runs/${id}` },
  begins: [{ path: 'tuning/runs/new', label: 'runs.new', needs: 'tuning.write' }],
  objects: () => import('./find-objects.ts'),
  twins: { run: id => ({ command: `run show ${id}`, path: `runs/${id}` }) },
};
