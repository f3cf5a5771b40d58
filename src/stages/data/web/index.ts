import type { StageWeb } from '#platform/ui/stage-web.ts';

export const dataWeb: StageWeb = {
  name: 'data',
  menu: [
    { path: 'data/sources', label: 'sources' },
    { path: 'data/imports', label: 'imports' },
    { path: 'data/records', label: 'records' },
    { path: 'data/cleaning', label: 'cleaning' },
    { path: 'data/datasets', label: 'datasets' },
  ],
  pages: [
    { path: 'data/sources', load: () => import('./sources/sources-page.tsx') },
    { path: 'data/imports', load: () => import('./imports/imports-page.tsx') },
    { path: 'data/imports/new', load: () => import('./imports/preview-page.tsx') },
    { path: 'data/imports/$id', load: () => import('./imports/import-page.tsx') },
    { path: 'data/records', load: () => import('./records/records-page.tsx') },
    { path: 'data/records/$id', load: () => import('./records/record-page.tsx') },
    { path: 'data/cleaning', load: () => import('./cleaning/cleaning-page.tsx') },
    { path: 'data/cleaning/$id', load: () => import('./cleaning/cleaning-run-page.tsx') },
    { path: 'data/datasets', load: () => import('./datasets/datasets-page.tsx') },
    { path: 'data/versions/$id', load: () => import('./datasets/version-page.tsx') },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: {
    source: ['sources'],
    import: ['imports', 'records', 'recordFacets', 'sources'],
    cleaning: ['cleaning', 'records', 'recordFacets'],
    record: ['records', 'recordFacets'],
    decision_set: ['decisionSets'],
    'decision_set.done': ['records', 'recordFacets'],
    'decision_set.undone': ['records', 'recordFacets'],
    'decision_set.failed': ['records', 'recordFacets'],
    records: ['records', 'recordFacets'],
    dataset_version: ['datasets', 'records'],
  },
  addresses: {
    source: () => 'data/sources',
    import_batch: id => `data/imports/${id}`,
    record: id => `data/records/${id}`,
    dataset_version: id => `data/versions/${id}`,
  },
  begins: [
    { path: 'data/sources', label: 'sources.new', needs: 'data.write', key: 'n' },
    { path: 'data/datasets', label: 'datasets.freeze', needs: 'data.write', key: 'n' },
  ],
  objects: () => import('./find-objects.ts'),
  twins: {
    import_batch: id => ({ path: `imports/${id}` }),
    record: id => ({ command: `records show ${id}`, path: `records/${id}` }),
    dataset_version: id => ({ command: `dataset show ${id}`, path: `dataset-versions/${id}` }),
  },
};
