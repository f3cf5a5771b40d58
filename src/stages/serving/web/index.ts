import type { StageWeb } from '#platform/ui/stage-web.ts';

export const servingWeb: StageWeb = {
  name: 'serving',
  menu: [
    { path: 'serving', label: 'deployments' },
    { path: 'serving/playground', label: 'playground' },
    { path: 'serving/calls', label: 'calls' },
  ],
  pages: [
    { path: 'serving', load: () => import('./deployments/deployments-page.tsx') },
    { path: 'serving/playground', load: () => import('./playground/playground-page.tsx') },
    { path: 'serving/calls', load: () => import('./calls/calls-page.tsx') },
    { path: 'serving/calls/$id', load: () => import('./calls/call-page.tsx') },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: { deployment: ['deployments'], call: ['calls'] },
  addresses: { deployment: () => 'serving', interaction: id => `serving/calls/${id}` },
  begins: [{ path: 'serving', label: 'deployments.new', needs: 'serving.write', key: 'n' }],
  objects: () => import('./find-objects.ts'),
  twins: { interaction: id => ({ command: `lineage ${id}`, path: `calls/${id}` }) },
};
