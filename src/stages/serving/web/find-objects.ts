import type { ObjectFinder } from '#platform/ui/stage-web.ts';
import { deploymentApi } from './api.ts';

const finder: ObjectFinder = {
  async list(project, signal) {
    const { items } = await deploymentApi.list.call({ project }, { signal });
    return items.map(({ id, name }) => ({ kind: 'deployment', id, name }));
  },
};
export default finder;
