import type { FoundObject, ObjectFinder } from '#platform/ui/stage-web.ts';
import { datasetApi, recordApi, sourceApi } from './api.ts';

/** Of so many datasets all versions are known by name, of the others the latest. */
const mostDatasets = 20;

const finder: ObjectFinder = {
  async list(project, signal) {
    const [sources, versions] = await Promise.all([
      sourceApi.list.call({ project, limit: 200 }, { signal }),
      listVersions(project, signal),
    ]);
    return [...versions, ...sources.items.map(({ id, name }) => ({ kind: 'source', id, name }))];
  },
  async search(project, text, signal) {
    const { items } = await recordApi.list.call({ project, text, limit: 6 }, { signal });
    return items.map(({ id, preview, language }) => ({
      kind: 'record',
      id,
      name: preview,
      ...(language === null ? {} : { language }),
    }));
  },
};
export default finder;

async function listVersions(project: string, signal: AbortSignal): Promise<FoundObject[]> {
  const { items } = await datasetApi.list.call({ project, limit: 200 }, { signal });
  const first = await Promise.all(
    items
      .slice(0, mostDatasets)
      .map(({ id }) => datasetApi.versions.call({ project, id, limit: 50 }, { signal })),
  );
  const latest = items.slice(mostDatasets).flatMap(each => each.latest ?? []);
  return [...first.flatMap(each => each.items), ...latest].map(({ id, dataset, n }) => ({
    kind: 'dataset_version',
    id,
    name: `${dataset} v${n}`,
  }));
}
