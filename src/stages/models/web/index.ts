import type { StageWeb } from '#platform/ui/stage-web.ts';

export const modelsWeb: StageWeb = {
  name: 'models',
  menu: [
    { path: 'models', label: 'catalogue' },
    { path: 'models/versions', label: 'versions' },
    { path: 'models/connections', label: 'connections' },
  ],
  pages: [
    { path: 'models', load: () => import('./catalogue-page.tsx') },
    { path: 'models/versions', load: () => import('./versions-page.tsx') },
    { path: 'models/versions/$id', load: () => import('./version-page.tsx') },
    { path: 'models/connections', load: () => import('./connections-page.tsx') },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: {
    model: ['model-versions', 'bases'],
    model_export: ['exports'],
    connection: ['connections'],
    run: ['model-versions'],
  },
  addresses: {
    base_model: () => 'models',
    connection: () => 'models/connections',
    model_version: id => `models/versions/${id}`,
  },
  begins: [{ path: 'models/connections', label: 'connections.new', needs: 'models.write', key: 'n' }],
  objects: () => import('./find-objects.ts'),
  twins: { model_version: id => ({ path: `model-versions/${id}` }) },
};
