import type { ObjectFinder } from '#platform/ui/stage-web.ts';
import { versionApi } from './api.ts';

const finder: ObjectFinder = {
  async list(project, signal) {
    const { items } = await versionApi.list.call({ project, limit: 200 }, { signal });
    return items.map(({ id, number, name }) => ({ kind: 'model_version', id, number, name }));
  },
};
export default finder;
